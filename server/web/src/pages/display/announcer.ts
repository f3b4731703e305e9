// Which calls are new to this screen. Each is shown once, by its id, in the order of the calls. Pure.

import type { Call, DisplayCounter } from '../../api/types';

export interface Announcer {
  seen: number | null; // highest call id known; null: no state yet
  queue: Call[]; // to be announced, first is being announced
}

export const kSilent: Announcer = { seen: null, queue: [] };
const kQueueLimit = 8; // after a long absence the newest matter

// Whether the counter still has the number: an undone or finished call invites nobody any more.
export function stillInvites(call: Call, counters: DisplayCounter[]): boolean {
  return counters.some((counter) => counter.id === call.counter && counter.number === call.number);
}

// `calls` newest first. What was called before this screen began is not announced, nor what no longer invites.
export function hear(announcer: Announcer, calls: Call[], counters: DisplayCounter[]): Announcer {
  const highest = calls.reduce((top, call) => Math.max(top, call.id), announcer.seen ?? 0);
  if (announcer.seen === null) return { seen: highest, queue: [] };
  const seen = announcer.seen;
  const fresh = calls.filter((call) => call.id > seen).sort((a, b) => a.id - b.id);
  const queue = [...announcer.queue, ...fresh].filter((call) => stillInvites(call, counters));
  return { seen: highest, queue: queue.slice(-kQueueLimit) };
}

export function announced(announcer: Announcer): Announcer {
  return { ...announcer, queue: announcer.queue.slice(1) };
}

// What to list as called lately: each number once, at its last counter, without the one shown large.
export function lastCalled(calls: Call[], shown: string | null, limit: number): Call[] {
  const numbers = new Set(shown === null ? [] : [shown]);
  return calls.filter((call) => !numbers.has(call.number) && numbers.add(call.number)).slice(0, limit);
}
