// What an agent may do now, and the request that does it. Pure: the page and its tests share it.

import type { AgentCounter, Outcome, Ticket } from '../../api/types';

export type Action =
  | 'open' | 'pause' | 'resume' | 'close' | 'next'
  | 'recall' | 'start' | 'no_show' | 'finish' | 'finish_next' | 'hold' | 'undo';

export const kUndoLimit_ms = 30_000;

// By physical key, so that a Thai keyboard layout works too.
export const kShortcuts: Record<Action, string> = {
  next: 'N', recall: 'R', start: 'S', no_show: 'X', finish: 'F', finish_next: 'G', hold: 'H', undo: 'U',
  pause: 'P', resume: 'P', open: 'O', close: 'C',
};

export function undoLeft_ms(ticket: Ticket, now_ms: number): number {
  if (ticket.state !== 'called' || ticket.called_at === null) return 0;
  const left = Date.parse(ticket.called_at) + kUndoLimit_ms - now_ms;
  return Math.min(kUndoLimit_ms, Math.max(0, left)); // this page's second may lie before the server's
}

export function possibleActions(counter: AgentCounter, now_ms: number): Set<Action> {
  const ticket = counter.ticket;
  if (ticket?.state === 'called') {
    const actions: Action[] = ['start', 'recall', 'no_show', 'finish', 'finish_next'];
    if (undoLeft_ms(ticket, now_ms) > 0) actions.push('undo');
    return new Set(actions);
  }
  if (ticket?.state === 'serving') return new Set(['finish', 'finish_next', 'hold']);
  if (counter.state === 'closed') return new Set(['open']);
  if (counter.state === 'paused') return new Set(['resume', 'close']);
  return new Set(['next', 'pause', 'close']);
}

export function actionOfKey(key: string, possible: Set<Action>): Action | null {
  for (const action of possible) if (kShortcuts[action] === key) return action;
  return null;
}

// A skill without a step is the whole service.
export function canServe(counter: AgentCounter, ticket: Ticket): boolean {
  return counter.skills.some((skill) => skill.service === ticket.service && (skill.step === null || skill.step === ticket.step));
}

export interface Request {
  path: string;
  body: Record<string, string>;
}

export interface Choices {
  outcome: Outcome;
  reason: string;
}

// `next?finish=true` records "served"; another outcome is recorded first, by a request of its own.
export function requestsOf(action: Action, site: string, counter: AgentCounter, choices: Choices): Request[] {
  const here = `/api/v1/sites/${encodeURIComponent(site)}`;
  const atCounter = (verb: string, body: Record<string, string> = {}): Request => ({
    path: `${here}/counters/${encodeURIComponent(counter.id)}/${verb}`,
    body,
  });
  const ofTicket = (verb: string, body: Record<string, string> = {}): Request => ({
    path: `${here}/tickets/${encodeURIComponent(counter.ticket?.id ?? '')}/${verb}`,
    body,
  });
  switch (action) {
    case 'open':
    case 'resume':
    case 'close':
    case 'next':
      return [atCounter(action)];
    case 'pause':
      return [atCounter('pause', choices.reason ? { reason: choices.reason } : {})];
    case 'recall':
    case 'start':
    case 'hold':
    case 'undo':
      return [ofTicket(action)];
    case 'no_show':
      return [ofTicket('no-show')];
    case 'finish':
      return [ofTicket('finish', { outcome: choices.outcome })];
    case 'finish_next':
      if (choices.outcome === 'served') return [atCounter('next?finish=true')];
      return [ofTicket('finish', { outcome: choices.outcome }), atCounter('next')];
  }
}

export type RowAction = 'call' | 'resume' | 'return';

export function rowRequest(action: RowAction, site: string, counter: string, ticket: string): Request {
  const path = `/api/v1/sites/${encodeURIComponent(site)}/tickets/${encodeURIComponent(ticket)}/${action}`;
  return { path, body: action === 'return' ? {} : { counter } };
}
