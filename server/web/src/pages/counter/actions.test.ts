import { describe, expect, it } from 'vitest';

import type { AgentCounter, AgentState, QueuedTicket, Service, Ticket } from '../../api/types';
import {
  adoptRequest, canServe, deedOfKey, type Deed, firstInTurn, type Frame, kShortcuts, nextStep, possibleDeeds, requestsOf, rowRequest, transferRequest,
  typedNumber, undoLeft_ms,
} from './actions';

const kCalled = '2026-11-21T01:30:00.000Z';
const called_ms = Date.parse(kCalled);
const kUndoUntil = '2026-11-21T01:30:30.000Z';

function ticket(change: Partial<Ticket>): Ticket {
  return {
    id: 't1', number: 'A012', service: 's1', step: null, class: 'general', channel: 'kiosk', lang: 'th', state: 'called', paper: 'confirmed',
    issued_at: '2026-11-21T01:20:00Z', queued_at: '2026-11-21T01:20:00Z', called_at: kCalled, started_at: null, ended_at: null,
    counter: 'c1', agent: 'somchai', recalls: 0, no_shows: 0, outcome: null, then: [], people: 1, offline: false, only_at: null, slot: null,
    undo_until: kUndoUntil, ...change,
  };
}

function counter(change: Partial<AgentCounter>): AgentCounter {
  return {
    id: 'c1', name: { th: 'ช่องบริการ 1', en: 'Counter 1' }, state: 'open', number: null, serving: false, agent: 'somchai', ticket: null, skills: [],
    ...change,
  };
}

const kServices: Service[] = [
  { id: 's1', name: { th: 'งาน 1', en: 'One' }, prefix: 'A', steps: [], standard_s: 0 },
  { id: 's2', name: { th: 'งาน 2', en: 'Two' }, prefix: 'B', standard_s: 0,
    steps: [{ id: 'inquiry', name: { th: 'สอบสวน', en: 'Inquiry' } }, { id: 'payment', name: { th: 'ชำระเงิน', en: 'Payment' } }] },
];
const kUsual: Frame = { services: kServices, callsNobody: false, mayStop: false };
const deeds = (here: AgentCounter, now_ms = called_ms, frame = kUsual) => [...possibleDeeds(here, frame, now_ms)].sort();

describe('possibleDeeds', () => {
  it('opens a closed counter and nothing else', () => {
    expect(deeds(counter({ state: 'closed' }))).toEqual(['open']);
  });

  it('calls, adopts, pauses or closes at an open counter without a ticket', () => {
    expect(deeds(counter({}))).toEqual(['adopt', 'advice', 'close', 'next', 'pause']);
  });

  it('does not call from a paused counter', () => {
    expect(deeds(counter({ state: 'paused' }))).toEqual(['close', 'resume']);
  });

  it('calls nobody while the site is stopped, and goes on with who is there', () => {
    const stopped = { ...kUsual, callsNobody: true };
    expect(deeds(counter({}), called_ms, stopped)).toEqual(['advice', 'close', 'pause']);
    expect(deeds(counter({ ticket: ticket({ state: 'serving' }) }), called_ms, stopped)).toEqual(['advice', 'finish', 'hold', 'transfer']);
  });

  it('lets those stop the site who may, at any counter', () => {
    expect(deeds(counter({ state: 'closed' }), called_ms, { ...kUsual, mayStop: true })).toEqual(['open', 'stop']);
  });

  it('offers undo until the moment that the server names, a second call or not', () => {
    const here = counter({ ticket: ticket({ called_at: '2026-11-21T01:30:20.000Z', recalls: 1 }) });
    expect(deeds(here, called_ms + 29_000)).toContain('undo');
    expect(deeds(here, called_ms + 30_000)).not.toContain('undo');
    expect(undoLeft_ms(ticket({}), called_ms + 12_000)).toBe(18_000);
  });

  it('holds, transfers or finishes a ticket being served, but neither recalls nor undoes it', () => {
    const here = counter({ ticket: ticket({ state: 'serving', started_at: kCalled, undo_until: null }) });
    expect(deeds(here)).toEqual(['advice', 'finish', 'finish_next', 'hold', 'transfer']);
  });

  it('goes on with the next step where there is one', () => {
    const first = ticket({ state: 'serving', service: 's2', step: 'inquiry' });
    expect(deeds(counter({ ticket: first }))).toContain('step_done');
    expect(nextStep(first, kServices)?.id).toBe('payment');
    expect(deeds(counter({ ticket: { ...first, step: 'payment' } }))).not.toContain('step_done');
  });
});

describe('deedOfKey', () => {
  it('knows only what is possible now', () => {
    expect(deedOfKey('N', new Set<Deed>(['next']))).toBe('next');
    expect(deedOfKey('N', new Set<Deed>(['finish']))).toBeNull();
    expect(deedOfKey('P', new Set<Deed>(['resume']))).toBe('resume');
  });

  it('gives no two things that can be possible together the same key', () => {
    const together = [counter({}), counter({ state: 'paused' }), counter({ ticket: ticket({}) }), counter({ ticket: ticket({ state: 'serving', service: 's2', step: 'inquiry' }) })];
    for (const here of together) {
      const keys = [...possibleDeeds(here, { ...kUsual, mayStop: true }, called_ms)].map((deed) => kShortcuts[deed]);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe('canServe', () => {
  it('takes every step of a service without a step, and only its own step with one', () => {
    const whole = counter({ skills: [{ service: 's1', step: null }] });
    const cashier = counter({ skills: [{ service: 's1', step: 'payment' }] });
    expect(canServe(whole, ticket({ step: 'payment' }))).toBe(true);
    expect(canServe(cashier, ticket({ step: 'payment' }))).toBe(true);
    expect(canServe(cashier, ticket({ step: 'inquiry' }))).toBe(false);
    expect(canServe(whole, ticket({ service: 's2' }))).toBe(false);
  });

  it('leaves a ticket that was sent to one counter to that one', () => {
    const here = counter({ skills: [{ service: 's1', step: null }] });
    expect(canServe(here, ticket({ only_at: 'c2' }))).toBe(false);
    expect(canServe(here, ticket({ only_at: 'c1' }))).toBe(true);
  });
});

describe('firstInTurn', () => {
  it('passes over what this counter does not serve and what cannot be called yet', () => {
    const queue: QueuedTicket[] = [
      { ...ticket({ id: 'a', service: 's2' }), callable: true },
      { ...ticket({ id: 'b', paper: 'pending' }), callable: false },
      { ...ticket({ id: 'c' }), callable: true },
    ];
    const here = counter({ skills: [{ service: 's1', step: null }] });
    expect(firstInTurn(here, { queue } as unknown as AgentState)?.id).toBe('c');
    expect(firstInTurn(here, { queue: [] } as unknown as AgentState)).toBeNull();
  });
});

describe('typedNumber', () => {
  it('reads numbers as people type them', () => {
    for (const text of ['A012', 'a12', ' a 012 ', 'A-12']) expect(typedNumber(text), text).toBe('A012');
    expect(typedNumber('b1000')).toBe('B1000');
    for (const text of ['', '12', 'AB12', 'A0', 'A000', 'A12x', 'ก12']) expect(typedNumber(text), text).toBeNull();
  });
});

describe('requestsOf', () => {
  const choices = { outcome: 'served', matters: 1, reason: 'lunch' } as const;

  it('finishes and calls in one command when the outcome is the usual one', () => {
    const here = counter({ ticket: ticket({ state: 'serving' }) });
    expect(requestsOf('finish_next', 'site', here, choices)).toEqual([{ method: 'POST', path: '/api/v1/sites/site/counters/c1/next?finish=true', body: {} }]);
  });

  it('records another outcome before it calls', () => {
    const here = counter({ ticket: ticket({ state: 'serving' }) });
    const requests = requestsOf('finish_next', 'site', here, { ...choices, outcome: 'come_back' });
    expect(requests).toEqual([
      { method: 'POST', path: '/api/v1/sites/site/tickets/t1/finish', body: { outcome: 'come_back' } },
      { method: 'POST', path: '/api/v1/sites/site/counters/c1/next', body: {} },
    ]);
  });

  it('records more matters than one before it calls', () => {
    const here = counter({ ticket: ticket({ state: 'serving' }) });
    expect(requestsOf('finish', 'site', here, choices)[0]?.body).toEqual({ outcome: 'served' });
    expect(requestsOf('finish_next', 'site', here, { ...choices, matters: 3 }).map((request) => request.body)).toEqual([{ outcome: 'served', matters: 3 }, {}]);
  });

  it('gives the reason of a pause', () => {
    expect(requestsOf('pause', 'site', counter({}), choices)[0]?.body).toEqual({ reason: 'lunch' });
  });

  it('says at which counter a chosen or held ticket goes on', () => {
    expect(rowRequest('call', 'site', 'c1', 't9')).toEqual({ method: 'POST', path: '/api/v1/sites/site/tickets/t9/call', body: { counter: 'c1' } });
    expect(rowRequest('return', 'site', 'c1', 't9').body).toEqual({});
    expect(rowRequest('requeue', 'site', 'c1', 't9')).toEqual({ method: 'POST', path: '/api/v1/sites/site/tickets/t9/resume', body: {} });
  });

  it('says of a transfer only what was chosen', () => {
    const to = { service: 's2', step: '', counter: '', keepsPlace: false };
    expect(transferRequest('site', 't9', to)).toEqual({ method: 'POST', path: '/api/v1/sites/site/tickets/t9/transfer', body: { service: 's2' } });
    expect(transferRequest('site', 't9', { service: 's2', step: 'payment', counter: 'c4', keepsPlace: true }).body).toEqual({
      service: 's2', step: 'payment', counter: 'c4', keeps_place: true,
    });
    expect(adoptRequest('site', 'c1', 'A901', '').body).toEqual({ counter: 'c1', number: 'A901' });
  });
});
