// What an agent may do now, and the request that does it. Pure: the page and its tests share it.

import {
  adoptNumber, callNext, callTicket, closeCounter, finishService, finishStep, holdTicket, markNoShow, openCounter, pauseCounter, recallTicket,
  resumeCounter, resumeTicket, returnTicket, startService, transferTicket, undoCall,
} from '../../api/generated/operations';
import type { Request } from '../../api/operation';
import type { AgentCounter, AgentState, Outcome, QueuedTicket, Service, Ticket } from '../../api/types';

// Done at once.
export type Action =
  | 'open' | 'pause' | 'resume' | 'close' | 'next'
  | 'recall' | 'start' | 'no_show' | 'finish' | 'finish_next' | 'hold' | 'undo' | 'step_done';
// Ask for something first.
export type Question = 'transfer' | 'adopt' | 'advice' | 'stop';
export type Deed = Action | Question;

// By physical key, so that a Thai keyboard layout works too.
export const kShortcuts: Record<Deed, string> = {
  next: 'N', recall: 'R', start: 'S', no_show: 'X', finish: 'F', finish_next: 'G', hold: 'H', undo: 'U', step_done: 'D', transfer: 'T',
  adopt: 'A', advice: 'Q', pause: 'P', resume: 'P', open: 'O', close: 'C', stop: 'L',
};

export function isQuestion(deed: Deed): deed is Question {
  return deed === 'transfer' || deed === 'adopt' || deed === 'advice' || deed === 'stop';
}

const kUndoLimit_ms = 30_000;

export function undoLeft_ms(ticket: Ticket, now_ms: number): number {
  if (ticket.state !== 'called' || ticket.undo_until === null) return 0;
  const left = Date.parse(ticket.undo_until) - now_ms;
  return Math.min(kUndoLimit_ms, Math.max(0, left)); // this page's second may lie before the server's
}

// The step after the one that the ticket is at; null at the last one and where the service has none.
export function nextStep(ticket: Ticket, services: Service[]): Service['steps'][number] | null {
  const steps = services.find((service) => service.id === ticket.service)?.steps ?? [];
  const at = steps.findIndex((step) => step.id === ticket.step);
  return at < 0 ? null : (steps[at + 1] ?? null);
}

// What the site allows: whether it calls anybody now, and whether this person may stop it.
export interface Frame {
  services: Service[];
  callsNobody: boolean;
  mayStop: boolean;
}

export function possibleDeeds(counter: AgentCounter, frame: Frame, now_ms: number): Set<Deed> {
  const deeds = new Set<Deed>(frame.mayStop ? ['stop'] : []);
  const add = (...more: Deed[]) => more.forEach((deed) => deeds.add(deed));
  const ticket = counter.ticket;
  if (counter.state === 'open') add('advice');
  if (ticket) {
    add('finish', 'transfer');
    if (!frame.callsNobody) add('finish_next');
    if (ticket.state === 'called') add('start', 'recall', 'no_show');
    if (undoLeft_ms(ticket, now_ms) > 0) add('undo');
    if (ticket.state === 'serving') add('hold');
    if (ticket.state === 'serving' && nextStep(ticket, frame.services)) add('step_done');
  } else if (counter.state === 'closed') {
    add('open');
  } else {
    add('close', counter.state === 'paused' ? 'resume' : 'pause');
    if (counter.state === 'open' && !frame.callsNobody) add('next', 'adopt');
  }
  return deeds;
}

export function deedOfKey(key: string, possible: Set<Deed>): Deed | null {
  for (const deed of possible) if (kShortcuts[deed] === key) return deed;
  return null;
}

// A skill without a step is the whole service.
export function canServe(counter: AgentCounter, ticket: Pick<Ticket, 'service' | 'step'> & { only_at?: string | null }): boolean {
  if (ticket.only_at && ticket.only_at !== counter.id) return false;
  return counter.skills.some((skill) => skill.service === ticket.service && (skill.step === null || skill.step === ticket.step));
}

// Who is called by "next" at this counter: the first that it serves and that may be called.
export function firstInTurn(counter: AgentCounter, state: AgentState): QueuedTicket | null {
  return state.queue.find((ticket) => canServe(counter, ticket) && ticket.callable !== false) ?? null;
}

// Ticket numbers as staff type them: "a12" is A012.
export function typedNumber(text: string): string | null {
  const found = /^\s*([A-Za-z])[\s-]*0*(\d{1,5})\s*$/.exec(text);
  if (!found || found[2] === '0') return null;
  return `${(found[1] ?? '').toUpperCase()}${(found[2] ?? '').padStart(3, '0')}`;
}

// What a counter asks: where a ticket is concerned the answer has it, null where nobody waits.
export type Answer = { ticket?: (Ticket & { ahead?: number }) | null } | null;
export type DeskRequest = Request<Answer>;

export interface Choices {
  outcome: Outcome;
  matters: number;
  reason: string;
}

// `next?finish=true` records one matter "served"; anything else is recorded first, by a request of its own.
export function requestsOf(action: Action, site: string, at: AgentCounter, choices: Choices): DeskRequest[] {
  const counter = { site, counter: at.id };
  const ticket = { site, id: at.ticket?.id ?? '' };
  const finish = () => finishService({ ...ticket, body: { outcome: choices.outcome, ...(choices.matters === 1 ? {} : { matters: choices.matters }) } });
  switch (action) {
    case 'open':
      return [openCounter(counter)];
    case 'resume':
      return [resumeCounter(counter)];
    case 'close':
      return [closeCounter(counter)];
    case 'next':
      return [callNext(counter)];
    case 'pause':
      return [pauseCounter({ ...counter, body: choices.reason ? { reason: choices.reason } : {} })];
    case 'recall':
      return [recallTicket(ticket)];
    case 'start':
      return [startService(ticket)];
    case 'hold':
      return [holdTicket(ticket)];
    case 'undo':
      return [undoCall(ticket)];
    case 'no_show':
      return [markNoShow(ticket)];
    case 'step_done':
      return [finishStep(ticket)];
    case 'finish':
      return [finish()];
    case 'finish_next':
      if (choices.outcome === 'served' && choices.matters === 1) return [callNext({ ...counter, query: { finish: true } })];
      return [finish(), callNext(counter)];
  }
}

export type RowAction = 'call' | 'resume' | 'requeue' | 'return';

export function rowRequest(action: RowAction, site: string, counter: string, id: string): DeskRequest {
  switch (action) {
    case 'call':
      return callTicket({ site, id, body: { counter } });
    case 'resume':
      return resumeTicket({ site, id, body: { counter } });
    case 'requeue':
      return resumeTicket({ site, id });
    case 'return':
      return returnTicket({ site, id });
  }
}

export interface Transfer {
  service: string;
  step: string; // empty: the service's first
  counter: string; // empty: any that serves it
  keepsPlace: boolean;
}

export function transferRequest(site: string, id: string, to: Transfer): DeskRequest {
  const body = {
    service: to.service,
    ...(to.step ? { step: to.step } : {}),
    ...(to.counter ? { counter: to.counter } : {}),
    ...(to.keepsPlace ? { keeps_place: true } : {}),
  };
  return transferTicket({ site, id, body });
}

export function adoptRequest(site: string, counter: string, number: string, service: string): DeskRequest {
  return adoptNumber({ site, body: { counter, number, ...(service ? { service } : {}) } });
}
