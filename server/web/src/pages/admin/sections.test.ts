import { describe, expect, it } from 'vitest';

import { sectionOf, sectionsOf } from './sections';

describe('the sections', () => {
  it('are those that one may use', () => {
    expect(sectionsOf({ name: 'a', role: 'administrator', sites: [], agencies: [] })).toEqual(['people', 'tokens', 'devices', 'audit', 'account']);
    expect(sectionsOf({ name: 'a', role: 'administrator', sites: ['hall'], agencies: [] })).toEqual(['people', 'tokens', 'devices', 'account']);
    expect(sectionsOf({ name: 'a', role: 'auditor', sites: [], agencies: [] })).toEqual(['devices', 'audit', 'account']);
    expect(sectionsOf({ name: 'a', role: 'auditor', sites: [], agencies: ['town'] })).toEqual(['devices', 'account']);
    expect(sectionsOf({ name: 'a', role: 'agent', sites: [], agencies: [] })).toEqual(['devices', 'account']);
  });

  it('follow the address, and never to where one may not be', () => {
    expect(sectionOf('#audit', ['devices', 'audit', 'account'])).toBe('audit');
    expect(sectionOf('#people', ['devices', 'account'])).toBe('devices');
    expect(sectionOf('', ['people', 'account'])).toBe('people');
  });
});
