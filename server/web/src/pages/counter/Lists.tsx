import type { ComponentChildren } from 'preact';

import type { AgentCounter, AgentState, MissedTicket, QueuedTicket, Service, Ticket } from '../../api/types';
import { clock, stopwatch } from '../../format';
import { type TextKey, useWords } from '../../i18n';
import { ClassMark, PaperMark } from '../../parts/Marks';
import { canServe, firstInTurn, type RowAction } from './actions';

interface Props {
  state: AgentState;
  counter: AgentCounter;
  now: number;
  busy: boolean;
  stale: boolean; // the connection is lost
  contact_ms: number;
  onAct(action: RowAction, ticket: Ticket): void;
  // Why `a` and `b` stand as they do; `chosen` is to be called out of turn.
  onOrder(a: QueuedTicket, b: QueuedTicket, chosen: QueuedTicket | null): void;
}

export function Lists(props: Props) {
  const { stale, contact_ms } = props;
  const { t, lang } = useWords();
  return (
    <div class={`lists${stale ? ' stale' : ''}`}>
      {stale && <p class="stale-mark">{t('counter.stale', { t: clock(contact_ms, lang) })}</p>}
      <Waiting {...props} />
      <HeldList {...props} />
      <MissedList {...props} />
    </div>
  );
}

function Waiting({ state, counter, now, busy, stale, contact_ms, onAct, onOrder }: Props) {
  const { t } = useWords();
  const as_of = stale ? contact_ms : now;
  const mine = state.queue.filter((ticket) => canServe(counter, ticket));
  const first = firstInTurn(counter, state);
  const mayCall = counter.state === 'open' && counter.ticket === null && state.stop?.kind !== 'stop';
  // The view lists the head of a long queue; the counts are of all.
  const elsewhere = state.waiting.reduce((sum, entry) => sum + entry.count, 0) - mine.length;
  const call = (ticket: QueuedTicket) => (first && ticket.id !== first.id ? onOrder(first, ticket, ticket) : onAct('call', ticket));
  return (
    <Section title="counter.waiting" name="call" count={mine.length} stale={stale} foot={elsewhere > 0 ? t('counter.waiting_elsewhere', { n: elsewhere }) : ''}>
      {mine.map((ticket, at) => {
        const other = at > 0 ? mine[at - 1] : mine[1];
        return (
          <Row key={ticket.id} ticket={ticket} services={state.services}
            when={t('counter.waited', { d: stopwatch(as_of - Date.parse(ticket.queued_at ?? ticket.issued_at)) })}
            mark={other && <WhyButton ticket={ticket} onPress={() => onOrder(at > 0 ? other : ticket, at > 0 ? ticket : other, null)} />}>
            {mayCall && ticket.callable && (
              <RowButton action="call" text="counter.call_this" ticket={ticket} busy={busy} onPress={() => call(ticket)} />
            )}
          </Row>
        );
      })}
    </Section>
  );
}

function HeldList({ state, counter, busy, stale, onAct }: Props) {
  const free = counter.state === 'open' && counter.ticket === null;
  return (
    <Section title="counter.held" name="resume" count={state.held.length} stale={stale}>
      {state.held.map((ticket) => (
        <Row key={ticket.id} ticket={ticket} services={state.services} when="">
          <RowButton action="requeue" text="counter.requeue" look="quiet" ticket={ticket} busy={busy} onPress={() => onAct('requeue', ticket)} />
          {free && <RowButton action="resume" text="counter.continue" ticket={ticket} busy={busy} onPress={() => onAct('resume', ticket)} />}
        </Row>
      ))}
    </Section>
  );
}

function MissedList({ state, busy, stale, onAct }: Props) {
  const { t, lang } = useWords();
  const place = (ticket: MissedTicket) => {
    if (ticket.returns === null) return t('counter.missed_too_often');
    return ticket.returns.behind === null ? t('counter.returns_to_place') : t('counter.returns_behind', { no: ticket.returns.behind });
  };
  return (
    <Section title="counter.missed" name="return" count={state.missed.length} stale={stale}>
      {state.missed.map((ticket) => (
        <Row key={ticket.id} ticket={ticket} services={state.services}
          when={[ticket.called_at && t('counter.missed_at', { t: clock(Date.parse(ticket.called_at), lang) }), place(ticket)].filter(Boolean).join(' · ')}>
          {ticket.returns && <RowButton action="return" text="counter.return" ticket={ticket} busy={busy} onPress={() => onAct('return', ticket)} />}
        </Row>
      ))}
    </Section>
  );
}

interface SectionProps {
  title: TextKey;
  name: string;
  count: number;
  stale: boolean;
  foot?: string;
  children: ComponentChildren;
}

// Without a connection nobody knows how many wait: then no list says that it is empty.
function Section({ title, name, count, stale, foot = '', children }: SectionProps) {
  const { t } = useWords();
  return (
    <section class="card list" data-list={name} aria-labelledby={`list-${name}`}>
      <h2 id={`list-${name}`}>
        {t(title)} <span class="count">{stale ? '?' : count}</span>
      </h2>
      {count === 0 && <p class="muted">{t(stale ? 'counter.list_unknown' : 'counter.list_empty')}</p>}
      <ul class="rows">{children}</ul>
      {foot && !stale && <p class="muted">{foot}</p>}
    </section>
  );
}

function WhyButton({ ticket, onPress }: { ticket: Ticket; onPress(): void }) {
  const { t } = useWords();
  return (
    <button type="button" class="why" data-do="why" title={t('order.why')} onClick={onPress}>
      <span aria-hidden="true">?</span>
      <span class="unseen">{t('order.why_here', { no: ticket.number })}</span>
    </button>
  );
}

interface ButtonProps {
  action: RowAction;
  text: TextKey;
  look?: string;
  ticket: Ticket;
  busy: boolean;
  onPress(): void;
}

function RowButton({ action, text, look = '', ticket, busy, onPress }: ButtonProps) {
  const { t } = useWords();
  return (
    <button type="button" class={look} data-do={action} aria-disabled={busy} onClick={() => !busy && onPress()}>
      {t(text)} <span class="unseen">{ticket.number}</span>
    </button>
  );
}

interface RowProps {
  ticket: Ticket & Partial<Pick<QueuedTicket, 'callable'>>;
  services: Service[];
  when: string;
  mark?: ComponentChildren;
  children: ComponentChildren;
}

function Row({ ticket, services, when, mark, children }: RowProps) {
  const { t, pick } = useWords();
  const service = pick(services.find((entry) => entry.id === ticket.service)?.name);
  return (
    <li class="row" data-number={ticket.number}>
      <strong class="row-number">{ticket.number}</strong>
      <div class="row-facts">
        <span class="row-service">{service || ticket.service}</span>
        <span class="row-marks">
          <span class="muted">{when}</span>
          <ClassMark of={ticket.class} />
          <PaperMark of={ticket.paper} />
          {ticket.people > 1 && <span class="badge">{t('counter.people', { n: ticket.people })}</span>}
          {ticket.only_at && <span class="badge">{t('counter.only_here')}</span>}
          {ticket.callable === false && ticket.paper !== 'pending' && ticket.paper !== 'failed' && <span class="badge">{t('counter.not_callable')}</span>}
          {mark}
        </span>
      </div>
      <div class="row-buttons">{children}</div>
    </li>
  );
}
