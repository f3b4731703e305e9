import { describe, expect, it } from 'vitest';

import { match } from './route';

describe('match', () => {
  it('knows the pages', () => {
    expect(match('/')).toEqual({ page: 'home', id: '' });
    expect(match('/counter')).toEqual({ page: 'counter', id: '' });
    expect(match('/dashboard/')).toEqual({ page: 'dashboard', id: '' });
    expect(match('/account')).toEqual({ page: 'account', id: '' });
    expect(match('/setup')).toEqual({ page: 'setup', id: '' });
    expect(match('/display/central')).toEqual({ page: 'display', id: 'central' });
    expect(match('/admin')).toEqual({ page: 'admin', id: '' });
    expect(match('/t/abc123')).toEqual({ page: 'ticket', id: 'abc123' });
  });

  it('does not guess', () => {
    expect(match('/display').page).toBe('unknown');
    expect(match('/admin/x').page).toBe('unknown');
    expect(match('/counter/x').page).toBe('unknown');
    expect(match('/t/a/b').page).toBe('unknown');
  });
});
