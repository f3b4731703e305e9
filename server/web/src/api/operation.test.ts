import { describe, expect, it } from 'vitest';

import { callNext, explainOrder, issueTicket, listSites, signOut } from './generated/operations';

describe('operation', () => {
  it('fills the path and asks the query', () => {
    expect(callNext({ site: 'hall', counter: 'c/1', query: { finish: true } })).toEqual({
      method: 'POST', path: '/api/v1/sites/hall/counters/c%2F1/next?finish=true', body: {},
    });
    expect(explainOrder({ site: 'hall', query: { a: 'A 1', b: 'B&2' } }).path).toBe('/api/v1/sites/hall/explain?a=A+1&b=B%262');
  });

  it('leaves out what is not asked', () => {
    expect(listSites({ query: {} })).toEqual({ method: 'GET', path: '/api/v1/sites' });
    expect(callNext({ site: 'hall', counter: 'c1' }).path).toBe('/api/v1/sites/hall/counters/c1/next');
    expect(signOut({})).toEqual({ method: 'DELETE', path: '/api/v1/session' });
  });

  it('carries the body', () => {
    expect(issueTicket({ site: 'hall', body: { service: 'id-card' } }).body).toEqual({ service: 'id-card' });
  });
});
