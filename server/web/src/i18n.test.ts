import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import en from '../../../assets/i18n/web.en.json';
import th from '../../../assets/i18n/web.th.json';
import { kOutcomes } from './api/types';
import { findText, pickIn, textIn } from './i18n';
import { kShortcuts } from './pages/counter/actions';

const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const texts = { th: th as Record<string, string>, en: en as Record<string, string> };

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [path] : [];
  });
}

describe('texts', () => {
  it('have the same keys in Thai and English', () => {
    expect(Object.keys(th).sort()).toEqual(Object.keys(en).sort());
  });

  it('are nowhere empty', () => {
    for (const lang of ['th', 'en'] as const) {
      for (const [key, text] of Object.entries(texts[lang])) expect(text.trim(), `${lang} ${key}`).not.toBe('');
    }
  });

  it('take the same parameters in both languages', () => {
    for (const key of Object.keys(texts.th)) expect(places(texts.en[key] ?? ''), key).toEqual(places(texts.th[key] ?? ''));
  });

  it('hold no Thai letters in English but for the name of the other language', () => {
    const thai = Object.entries(texts.en).filter(([, text]) => /[\u0E00-\u0E7F]/.test(text)).map(([key]) => key);
    expect(thai).toEqual(['app.language']);
  });

  it('are all there for the words the server uses', () => {
    const codes = ['invalid', 'unknown_site', 'unknown_service', 'unknown_counter', 'unknown_ticket', 'ticket_exists', 'site_historical',
      'counter_closed', 'counter_paused', 'counter_busy', 'counter_in_use', 'ticket_elsewhere', 'wrong_state', 'paper_pending', 'wrong_counter',
      'too_late', 'already_rated', 'site_closed', 'no_more_tickets', 'quota_reached', 'site_stopped', 'recall_limit', 'no_show_limit', 'number_taken',
      'wrong_number', 'unknown_appointment', 'wrong_day', 'slot_full', 'read_only', 'bad_json', 'bad_request', 'key_missing', 'key_reused', 'sign_in', 'forbidden', 'csrf', 'not_found',
      'too_large', 'slow_down', 'retry', 'user_exists', 'unknown_user', 'unknown_token', 'unknown_device', 'device_exists', 'own_account',
      'last_administrator', 'weak_password', 'wrong_password', 'wrong_code', 'key_waits'].map((code) => `error.${code}`);
    const states = ['waiting', 'called', 'serving', 'held', 'finished', 'no_show', 'cancelled', 'expired', 'void'].map((state) => `ticket.state.${state}`);
    const printers = ['offline', 'ready', 'printing', 'paper_low', 'paper_out', 'cover_open', 'cutter_error', 'overheated', 'unknown'].map((state) => `printer.${state}`);
    for (const key of [...codes, ...states, ...printers, ...kOutcomes.map((outcome) => `outcome.${outcome}`)]) expect(texts.th[key], key).toBeDefined();
  });

  it('are all used', () => {
    const source = sources(join(__dirname)).map((path) => readFileSync(path, 'utf8')).join('\n');
    // `counter.${…}` of the shortcuts' legend names actions; every other key that is put together has its own stem.
    const stems = [...source.matchAll(/`([a-z_.]+)\$\{/g)].map((found) => found[1] ?? '').filter((stem) => stem !== 'counter.');
    const actions = Object.keys(kShortcuts).map((action) => `counter.${action}`);
    const used = (key: string) =>
      source.includes(`'${key}'`) || source.includes(`"${key}"`) || actions.includes(key) || stems.some((stem) => key.startsWith(stem));
    const unused = Object.keys(th).filter((key) => !used(key));
    expect(unused).toEqual([]);
  });
});

describe('lookups', () => {
  it('fill their parameters', () => {
    expect(textIn('th', 'citizen.ahead', { n: 4 })).toBe('มีผู้รอก่อนหน้าท่าน 4 คิว');
    expect(textIn('en', 'error.ticket_elsewhere', { about: 'Counter 3', no: 'A012' })).toBe('Counter 3 has already called A012.');
  });

  it('say so when a key put together at run time has no text', () => {
    expect(findText('th', 'error.no_such_code')).toBeNull();
  });

  it('fall back to Thai for a name without the language', () => {
    expect(pickIn('en', { th: 'ช่อง 1', en: '' })).toBe('ช่อง 1');
    expect(pickIn('en', null)).toBe('');
  });
});
