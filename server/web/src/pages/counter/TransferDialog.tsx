import { useState } from 'preact/hooks';

import type { AgentCounter, Ticket } from '../../api/types';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { canServe, transferRequest } from './actions';
import type { Asked } from './CounterDialogs';

// To another service, step or counter, on the same number.
export function TransferDialog({ ticket, state, counter: here, desk, onClose }: Asked & { ticket: Ticket }) {
  const { t, pick } = useWords();
  const [service, setService] = useState(ticket.service);
  const [step, setStep] = useState('');
  const [counter, setCounter] = useState('');
  const [keepsPlace, setKeepsPlace] = useState(false);
  const steps = state.services.find((entry) => entry.id === service)?.steps ?? [];
  const wanted = { service, step: step || (steps[0]?.id ?? null) };
  const able = state.counters.filter((entry) => entry.id !== here.id && canServe(entry, wanted));

  // What was chosen further down may not fit any more.
  const choose = (nextService: string, nextStep: string) => {
    setService(nextService);
    setStep(nextStep);
    setCounter('');
  };
  const submit = () =>
    desk.ask(
      transferRequest(state.site.id, ticket.id, { service, step, counter, keepsPlace }),
      (answer) => t('counter.done.transfer', { no: ticket.number, n: answer?.ticket?.ahead ?? 0 }),
      ticket.number,
    );

  return (
    <Dialog title={t('counter.transfer_of', { no: ticket.number })} submit={t('counter.transfer_do')} onSubmit={submit} onClose={onClose}>
      <label for="transfer-service">{t('counter.service')}</label>
      <select id="transfer-service" value={service} onChange={(event) => choose(event.currentTarget.value, '')}>
        {state.services.map((entry) => <option key={entry.id} value={entry.id}>{pick(entry.name)}</option>)}
      </select>
      {steps.length > 0 && (
        <>
          <label for="transfer-step">{t('counter.step_choice')}</label>
          <select id="transfer-step" value={step} onChange={(event) => choose(service, event.currentTarget.value)}>
            {steps.map((entry, at) => <option key={entry.id} value={at === 0 ? '' : entry.id}>{pick(entry.name)}</option>)}
          </select>
        </>
      )}
      <label for="transfer-counter">{t('counter.counter')}</label>
      <select id="transfer-counter" value={counter} onChange={(event) => setCounter(event.currentTarget.value)}>
        <option value="">{t('counter.any_counter')}</option>
        {able.map((entry) => <CounterOption key={entry.id} counter={entry} />)}
      </select>
      {able.length === 0 && <p class="muted">{t('counter.no_other_counter')}</p>}
      <label class="check">
        <input type="checkbox" checked={keepsPlace} onChange={(event) => setKeepsPlace(event.currentTarget.checked)} />
        <span>{t('counter.keeps_place')}</span>
      </label>
    </Dialog>
  );
}

function CounterOption({ counter }: { counter: AgentCounter }) {
  const { t, pick } = useWords();
  return (
    <option value={counter.id}>
      {pick(counter.name)} ({t(`counter.state.${counter.state}`)})
    </option>
  );
}
