import { useEffect, useRef } from 'preact/hooks';

import type { AgentCounter, AgentState, Outcome, Ticket } from '../../api/types';
import { kOutcomes } from '../../api/types';
import { duration, stopwatch } from '../../format';
import { useWords } from '../../i18n';
import { PaperMark, ClassMark } from '../../parts/Marks';
import { Menu } from '../../parts/Menu';
import { stepName } from '../../ticket_words';
import { type Deed, kShortcuts, nextStep, undoLeft_ms } from './actions';
import { ActionButton } from './ActionButton';

interface Props {
  state: AgentState;
  counter: AgentCounter;
  now: number;
  possible: Set<Deed>;
  busy: boolean;
  keys: boolean;
  outcome: Outcome;
  matters: number;
  onOutcome(outcome: Outcome): void;
  onMatters(matters: number): void;
  onDo(deed: Deed): void;
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

function Empty({ counter, state, possible, busy, keys, onDo }: Props) {
  const { t } = useWords();
  const common = { possible, busy, keys, onDo };
  const stopped = counter.state === 'open' && state.stop?.kind === 'stop';
  return (
    <div class="current-empty">
      <p class="muted">{counter.state !== 'open' ? t(`counter.state.${counter.state}`) : t(stopped ? 'counter.stopped' : 'counter.current_none')}</p>
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
  const serviceName = (id: string) => pick(state.services.find((entry) => entry.id === id)?.name) || id;
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
            <VisitMarks ticket={ticket} />
          </p>
          {ticket.then.length > 0 && <p>{t('counter.then', { services: ticket.then.map(serviceName).join(', ') })}</p>}
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

// A group on one ticket, and paper that was given out without the server: both change how the agent greets.
function VisitMarks({ ticket }: { ticket: Ticket }) {
  const { t } = useWords();
  return (
    <>
      {ticket.people > 1 && <span class="badge">{t('counter.people', { n: ticket.people })}</span>}
      {ticket.offline && <span class="badge">{t('counter.offline')}</span>}
    </>
  );
}

function Buttons(props: Props & { ticket: Ticket }) {
  const { ticket, now, possible, busy, keys, onDo } = props;
  const { t } = useWords();
  const common = { possible, busy, keys, onDo };
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
        <MoreMenu {...props} />
      </div>
      <Result {...props} />
      <div class="actions">
        <ActionButton action="finish" look={ticket.state === 'serving' ? 'primary' : ''} {...common}>{t('counter.finish')}</ActionButton>
        <ActionButton action="finish_next" {...common}>{t('counter.finish_next')}</ActionButton>
      </div>
    </>
  );
}

function MoreMenu({ ticket, state, possible, busy, keys, onDo }: Props & { ticket: Ticket }) {
  const { t, pick } = useWords();
  const next = nextStep(ticket, state.services);
  const texts: [Deed, string][] = [
    ['step_done', next ? t('counter.step_done_next', { step: pick(next.name) }) : ''],
    ['transfer', t('counter.transfer')],
  ];
  const items = texts
    .filter(([deed]) => possible.has(deed))
    .map(([deed, text]) => ({ id: deed, text, key: keys ? kShortcuts[deed] : undefined, onChoose: () => !busy && onDo(deed) }));
  return <Menu label={t('counter.more')} items={items} />;
}

// What goes with "finish": how it ended, and how many matters were done on the one ticket.
function Result({ outcome, matters, onOutcome, onMatters }: Props) {
  const { t } = useWords();
  return (
    <div class="result">
      <fieldset class="outcomes">
        <legend>{t('counter.outcome')}</legend>
        {kOutcomes.map((value) => (
          <label key={value} class="pill">
            <input type="radio" name="outcome" value={value} checked={value === outcome} onChange={() => onOutcome(value)} />
            <span>{t(`outcome.${value}`)}</span>
          </label>
        ))}
      </fieldset>
      <label class="matters">
        <span>{t('counter.matters')}</span>
        <input type="number" min={1} max={99} inputMode="numeric" value={matters} data-testid="matters"
          onInput={(event) => onMatters(mattersOf(event.currentTarget.value))} />
      </label>
    </div>
  );
}

function mattersOf(text: string): number {
  const value = Number.parseInt(text, 10);
  return Number.isNaN(value) ? 1 : Math.min(99, Math.max(1, value));
}
