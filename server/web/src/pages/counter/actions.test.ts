import { describe, expect, it } from 'vitest';

import type { AgentCounter, Ticket } from '../../api/types';
import { actionOfKey, canServe, possibleActions, requestsOf, rowRequest, undoLeft_ms } from './actions';

const kCalled = '2026-11-21T01:30:00.000Z';
const called_ms = Date.parse(kCalled);

function ticket(change: Partial<Ticket>): Ticket {
  return {
    id: 't1', number: 'A012', service: 's1', step: null, class: 'general', channel: 'kiosk', lang: 'th', state: 'called', paper: 'confirmed',
    issued_at: '2026-11-21T01:20:00Z', queued_at: '2026-11-21T01:20:00Z', called_at: kCalled, started_at: null, ended_at: null,
    counter: 'c1', agent: 'somchai', recalls: 0, no_shows: 0, outcome: null, ...change,
  };
}

function counter(change: Partial<AgentCounter>): AgentCounter {
  return {
    id: 'c1', name: { th: 'ช่องบริการ 1', en: 'Counter 1' }, state: 'open', number: null, serving: false, agent: 'somchai', ticket: null, skills: [],
    ...change,
  };
}

describe('possibleActions', () => {
  it('opens a closed counter and nothing else', () => {
    expect([...possibleActions(counter({ state: 'closed' }), called_ms)]).toEqual(['open']);
  });

  it('calls, pauses or closes at an open counter without a ticket', () => {
    expect([...possibleActions(counter({}), called_ms)].sort()).toEqual(['close', 'next', 'pause']);
  });

  it('does not call from a paused counter', () => {
    expect(possibleActions(counter({ state: 'paused' }), called_ms).has('next')).toBe(false);
  });

  it('offers undo for 30 seconds after the call', () => {
    const here = counter({ ticket: ticket({}) });
    expect(possibleActions(here, called_ms + 29_000).has('undo')).toBe(true);
    expect(possibleActions(here, called_ms + 30_000).has('undo')).toBe(false);
    expect(undoLeft_ms(ticket({}), called_ms + 12_000)).toBe(18_000);
  });

  it('holds or finishes a ticket being served, but neither recalls nor undoes it', () => {
    const here = counter({ ticket: ticket({ state: 'serving', started_at: kCalled }) });
    expect([...possibleActions(here, called_ms)].sort()).toEqual(['finish', 'finish_next', 'hold']);
  });
});

describe('actionOfKey', () => {
  it('knows only what is possible now', () => {
    expect(actionOfKey('N', new Set(['next']))).toBe('next');
    expect(actionOfKey('N', new Set(['finish']))).toBeNull();
    expect(actionOfKey('P', new Set(['resume']))).toBe('resume');
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
});

describe('requestsOf', () => {
  const choices = { outcome: 'served', reason: 'lunch' } as const;

  it('finishes and calls in one command when the outcome is the usual one', () => {
    const here = counter({ ticket: ticket({ state: 'serving' }) });
    expect(requestsOf('finish_next', 'site', here, choices)).toEqual([{ path: '/api/v1/sites/site/counters/c1/next?finish=true', body: {} }]);
  });

  it('records another outcome before it calls', () => {
    const here = counter({ ticket: ticket({ state: 'serving' }) });
    const requests = requestsOf('finish_next', 'site', here, { ...choices, outcome: 'come_back' });
    expect(requests).toEqual([
      { path: '/api/v1/sites/site/tickets/t1/finish', body: { outcome: 'come_back' } },
      { path: '/api/v1/sites/site/counters/c1/next', body: {} },
    ]);
  });

  it('gives the reason of a pause', () => {
    expect(requestsOf('pause', 'site', counter({}), choices)[0]?.body).toEqual({ reason: 'lunch' });
  });

  it('says at which counter a chosen or held ticket goes on', () => {
    expect(rowRequest('call', 'site', 'c1', 't9')).toEqual({ path: '/api/v1/sites/site/tickets/t9/call', body: { counter: 'c1' } });
    expect(rowRequest('return', 'site', 'c1', 't9').body).toEqual({});
  });
});
