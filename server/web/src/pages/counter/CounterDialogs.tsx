// What a counter asks before it does it: a paper number to call, advice to count, a site to stop.

import { useState } from 'preact/hooks';

import { giveAdvice, stopSite } from '../../api/generated/operations';
import type { AgentCounter, AgentState, Service, StopKind } from '../../api/types';
import { useWords } from '../../i18n';
import { Dialog } from '../../parts/Dialog';
import { adoptRequest, typedNumber } from './actions';
import type { Desk } from './use_desk';

export interface Asked {
  state: AgentState;
  counter: AgentCounter;
  desk: Desk;
  onClose(): void;
}

const kReasonLength = 160; // characters; a Thai one is three bytes of the 500 that the server takes

function servedHere({ state, counter }: Asked): Service[] {
  return state.services.filter((service) => counter.skills.some((skill) => skill.service === service.id));
}

export function AdoptDialog(asked: Asked) {
  const { state, counter, desk, onClose } = asked;
  const { t, pick } = useWords();
  const [text, setText] = useState('');
  const [service, setService] = useState('');
  const number = typedNumber(text);
  // Where a letter is shared the paper says which service it is for.
  const sharing = servedHere(asked).filter((entry) => number !== null && entry.prefix === number[0]);
  const submit = () => desk.ask(adoptRequest(state.site.id, counter.id, number ?? '', service), () => t('counter.done.call', { no: number ?? '' }), number ?? '');
  return (
    <Dialog title={t('counter.adopt')} submit={t('counter.adopt_do')} disabled={number === null || (sharing.length > 1 && service === '')}
      onSubmit={submit} onClose={onClose}>
      <p>{t('counter.adopt_about')}</p>
      <label for="adopt-number">{t('ticket.number')}</label>
      <input id="adopt-number" autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={8} placeholder="A901" value={text}
        onInput={(event) => setText(event.currentTarget.value)} />
      {sharing.length > 1 && (
        <>
          <label for="adopt-service">{t('counter.service')}</label>
          <select id="adopt-service" value={service} onChange={(event) => setService(event.currentTarget.value)}>
            <option value="">{t('counter.choose_service')}</option>
            {sharing.map((entry) => <option key={entry.id} value={entry.id}>{pick(entry.name)}</option>)}
          </select>
        </>
      )}
    </Dialog>
  );
}

export function AdviceDialog(asked: Asked) {
  const { state, counter, desk, onClose } = asked;
  const { t, pick } = useWords();
  const [service, setService] = useState('');
  const submit = () => desk.ask(giveAdvice({ site: state.site.id, counter: counter.id, body: service ? { service } : {} }), () => t('counter.done.advice'));
  return (
    <Dialog title={t('counter.advice')} submit={t('counter.advice_do')} onSubmit={submit} onClose={onClose}>
      <p>{t('counter.advice_about')}</p>
      <label for="advice-service">{t('counter.service')}</label>
      <select id="advice-service" value={service} onChange={(event) => setService(event.currentTarget.value)}>
        <option value="">{t('counter.advice_any')}</option>
        {state.services.map((entry) => <option key={entry.id} value={entry.id}>{pick(entry.name)}</option>)}
      </select>
    </Dialog>
  );
}

export function StopDialog({ state, desk, onClose }: Asked) {
  const { t } = useWords();
  const [kind, setKind] = useState<StopKind>('closing');
  const [reason, setReason] = useState('');
  const submit = () => desk.ask(stopSite({ site: state.site.id, body: { kind, reason: reason.trim() } }), () => t(`stop.done.${kind}`));
  return (
    <Dialog title={t('counter.stop')} submit={t(`stop.do.${kind}`)} danger disabled={reason.trim() === ''} onSubmit={submit} onClose={onClose}>
      <fieldset class="stacked">
        <legend>{t('stop.what')}</legend>
        {(['closing', 'stop'] as const).map((value) => (
          <label key={value} class="check">
            <input type="radio" name="stop-kind" value={value} checked={value === kind} onChange={() => setKind(value)} />
            <span>
              <strong>{t(`stop.do.${value}`)}</strong> <span class="muted">{t(`stop.about.${value}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label for="stop-reason">{t('stop.reason')}</label>
      <input id="stop-reason" autocomplete="off" maxLength={kReasonLength} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
    </Dialog>
  );
}
