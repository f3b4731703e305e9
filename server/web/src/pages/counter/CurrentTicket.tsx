import { useEffect, useRef } from 'preact/hooks';

import type { AgentCounter, AgentState, Outcome, Ticket } from '../../api/types';
import { kOutcomes } from '../../api/types';
import { duration, stopwatch } from '../../format';
import { useWords } from '../../i18n';
import { PaperMark, ClassMark } from '../../parts/Marks';
import { stepName } from '../../ticket_words';
import { type Action, undoLeft_ms } from './actions';
import { ActionButton } from './ActionButton';

interface Props {
  state: AgentState;
  counter: AgentCounter;
  now: number;
  possible: Set<Action>;
  busy: boolean;
  keys: boolean;
  outcome: Outcome;
  onOutcome(outcome: Outcome): void;
  onAct(action: Action): void;
}

export function CurrentTicket(props: Props) {
  const { t } = useWords();
  const ticket = props.counter.ticket;
  const place = useFocusKept(`${props.counter.state} ${ticket?.id ?? ''} ${ticket?.state ?? ''}`);
  return (
    <section class="card current" ref={place} tabIndex={-1} aria-labelledby="current-title" data-testid="current">
      <h2 id="current-title">{t('counter.current')}</h2>
      {ticket ? <Held {...props} ticket={ticket} /> : <Empty {...props} />}
    </section>
  );
}

// The button that was pressed may be gone when the state changes: the focus then goes to the card, not to nowhere.
function useFocusKept(state: string) {
  const place = useRef<HTMLElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [state]);
  return place;
}

function Empty({ counter, possible, busy, keys, onAct }: Props) {
  const { t, find } = useWords();
  const common = { possible, busy, keys, onAct };
  return (
    <div class="current-empty">
      <p class="muted">{counter.state === 'open' ? t('counter.current_none') : find(`counter.state.${counter.state}`)}</p>
      <ActionButton action="next" look="primary huge" {...common}>{t('counter.next')}</ActionButton>
      <ActionButton action="open" look="primary huge" {...common}>{t('counter.open')}</ActionButton>
      <ActionButton action="resume" look="primary huge" {...common}>{t('counter.resume')}</ActionButton>
    </div>
  );
}

function Held(props: Props & { ticket: Ticket }) {
  const { ticket, state, now } = props;
  const { t, pick } = useWords();
  const service = state.services.find((entry) => entry.id === ticket.service);
  const step = stepName(service, ticket.step);
  return (
    <>
      <div class={`ticket ${ticket.state}`}>
        <div class="ticket-number" data-testid="current-number">{ticket.number}</div>
        <div class="ticket-facts">
          <p class="ticket-service">{pick(service?.name) || ticket.service}</p>
          {step && <p>{t('counter.step', { step: pick(step) })}</p>}
          <p class="marks">
            <TicketStateMark state={ticket.state} />
            <ClassMark of={ticket.class} />
            <PaperMark of={ticket.paper} />
          </p>
          <Times ticket={ticket} now={now} standard_s={service?.standard_s ?? 0} />
        </div>
      </div>
      <Buttons {...props} />
    </>
  );
}

function TicketStateMark({ state }: { state: Ticket['state'] }) {
  const { t } = useWords();
  return <span class={`badge state-${state}`}>{t(`ticket.state.${state}`)}</span>;
}

function Times({ ticket, now, standard_s }: { ticket: Ticket; now: number; standard_s: number }) {
  const { t, lang } = useWords();
  const since = (at: string | null) => (at ? stopwatch(now - Date.parse(at)) : '–');
  const called_ms = Date.parse(ticket.called_at ?? '');
  const queued_ms = Date.parse(ticket.queued_at ?? ticket.issued_at);
  const over = ticket.started_at !== null && standard_s > 0 && now - Date.parse(ticket.started_at) > standard_s * 1000;
  return (
    <div class="times">
      <div>{t('counter.waited_total', { d: stopwatch(called_ms - queued_ms) })}</div>
      {ticket.state === 'called' && <div>{t('counter.called_for', { d: since(ticket.called_at) })}</div>}
      {ticket.state === 'serving' && <div class="strong">{t('counter.served_for', { d: since(ticket.started_at) })}</div>}
      {standard_s > 0 && <div class="muted">{t('counter.standard', { d: duration(standard_s, lang) })}</div>}
      {over && <div class="warn-text">{t('counter.over_standard')}</div>}
      {ticket.recalls > 0 && <div>{t('counter.recalls', { n: ticket.recalls })}</div>}
      {ticket.no_shows > 0 && <div>{t('counter.no_shows', { n: ticket.no_shows })}</div>}
    </div>
  );
}

function Buttons({ ticket, now, possible, busy, keys, outcome, onOutcome, onAct }: Props & { ticket: Ticket }) {
  const { t } = useWords();
  const common = { possible, busy, keys, onAct };
  const undo_s = Math.ceil(undoLeft_ms(ticket, now) / 1000);
  return (
    <>
      <div class="actions">
        <ActionButton action="start" look="primary" {...common}>{t('counter.start')}</ActionButton>
        <ActionButton action="recall" {...common}>{t('counter.recall')}</ActionButton>
        <ActionButton action="no_show" {...common}>{t('counter.no_show')}</ActionButton>
        <ActionButton action="hold" {...common}>{t('counter.hold')}</ActionButton>
        <ActionButton action="undo" title={t('counter.undo_about')} {...common}>
          {t('counter.undo')} <span aria-hidden="true">({undo_s})</span>
        </ActionButton>
      </div>
      <fieldset class="outcomes">
        <legend>{t('counter.outcome')}</legend>
        {kOutcomes.map((value) => (
          <label key={value} class="pill">
            <input type="radio" name="outcome" value={value} checked={value === outcome} onChange={() => onOutcome(value)} />
            <span>{t(`outcome.${value}`)}</span>
          </label>
        ))}
      </fieldset>
      <div class="actions">
        <ActionButton action="finish" look={ticket.state === 'serving' ? 'primary' : ''} {...common}>{t('counter.finish')}</ActionButton>
        <ActionButton action="finish_next" {...common}>{t('counter.finish_next')}</ActionButton>
      </div>
    </>
  );
}
