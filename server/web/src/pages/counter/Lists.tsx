import type { ComponentChildren } from 'preact';

import type { AgentCounter, AgentState, QueuedTicket, Service, Ticket } from '../../api/types';
import { clock, stopwatch } from '../../format';
import { type TextKey, useWords } from '../../i18n';
import { ClassMark, PaperMark } from '../../parts/Marks';
import { canServe, type RowAction } from './actions';

interface Props {
  state: AgentState;
  counter: AgentCounter;
  now: number;
  mayCall: boolean; // the counter is open and has no ticket
  busy: boolean;
  onAct(action: RowAction, ticket: Ticket): void;
}

export function Lists({ state, counter, now, mayCall, busy, onAct }: Props) {
  const { t, lang } = useWords();
  const at = (instant: string | null) => (instant ? Date.parse(instant) : now);
  const common = { services: state.services, busy, onAct };
  const mine = state.queue.filter((ticket) => canServe(counter, ticket));
  // The view lists the head of a long queue; the counts are of all.
  const elsewhere = state.waiting.reduce((sum, entry) => sum + entry.count, 0) - mine.length;
  return (
    <div class="lists">
      <TicketList title="counter.waiting" tickets={mine} action="call" text="counter.call_this"
        enabled={(ticket) => mayCall && (ticket as QueuedTicket).callable !== false} {...common}
        when={(ticket) => t('counter.waited', { d: stopwatch(now - at(ticket.queued_at ?? ticket.issued_at)) })}
        foot={elsewhere > 0 ? t('counter.waiting_elsewhere', { n: elsewhere }) : ''} />
      <TicketList title="counter.held" tickets={state.held} action="resume" text="counter.continue"
        enabled={() => mayCall} {...common} when={() => ''} />
      <TicketList title="counter.missed" tickets={state.missed} action="return" text="counter.return"
        enabled={() => true} {...common}
        when={(ticket) => (ticket.called_at ? t('counter.missed_at', { t: clock(at(ticket.called_at), lang) }) : '')} />
    </div>
  );
}

interface ListProps {
  title: TextKey;
  tickets: Ticket[];
  services: Service[];
  action: RowAction;
  text: TextKey;
  busy: boolean;
  foot?: string;
  enabled(ticket: Ticket): boolean;
  when(ticket: Ticket): string;
  onAct(action: RowAction, ticket: Ticket): void;
}

function TicketList({ title, tickets, services, action, text, busy, foot, enabled, when, onAct }: ListProps) {
  const { t, pick } = useWords();
  return (
    <section class="card list" data-list={action} aria-labelledby={`list-${action}`}>
      <h2 id={`list-${action}`}>
        {t(title)} <span class="count">{tickets.length}</span>
      </h2>
      {tickets.length === 0 && <p class="muted">{t('counter.list_empty')}</p>}
      <ul class="rows">
        {tickets.map((ticket) => (
          <Row key={ticket.id} ticket={ticket} service={pick(services.find((entry) => entry.id === ticket.service)?.name)} when={when(ticket)}>
            {enabled(ticket) ? (
              <button type="button" aria-disabled={busy} onClick={() => !busy && onAct(action, ticket)}>
                {t(text)} <span class="unseen">{ticket.number}</span>
              </button>
            ) : null}
          </Row>
        ))}
      </ul>
      {foot && <p class="muted">{foot}</p>}
    </section>
  );
}

function Row({ ticket, service, when, children }: { ticket: QueuedTicket; service: string; when: string; children: ComponentChildren }) {
  const { t } = useWords();
  return (
    <li class="row" data-number={ticket.number}>
      <strong class="row-number">{ticket.number}</strong>
      <div class="row-facts">
        <span class="row-service">{service || ticket.service}</span>
        <span class="row-marks">
          <span class="muted">{when}</span>
          <ClassMark of={ticket.class} />
          <PaperMark of={ticket.paper} />
          {ticket.callable === false && ticket.paper !== 'pending' && ticket.paper !== 'failed' && <span class="badge">{t('counter.not_callable')}</span>}
        </span>
      </div>
      {children}
    </li>
  );
}
