import { describe, expect, it } from 'vitest';

import { band, clock, clockBare, dateLong, dateShort, duration, estimateMinutes, hundredths, percent, stopwatch } from './format';

const at = (text: string) => Date.parse(text);

describe('clock and dates', () => {
  it('writes the Thai clock with a full stop and น.', () => {
    expect(clock(at('2020-10-28T01:30:00Z'), 'th')).toBe('08.30 น.');
    expect(clockBare(at('2020-10-28T01:30:00Z'), 'th')).toBe('08.30');
    expect(clock(at('2020-10-28T01:30:00Z'), 'en')).toBe('08:30');
  });

  it('writes Buddhist Era in Thai and the common era in English', () => {
    expect(dateShort(at('2020-10-28T01:30:00Z'), 'th')).toBe('28 ต.ค. 2563');
    expect(dateShort(at('2020-10-28T01:30:00Z'), 'en')).toBe('28 Oct 2020');
    expect(dateLong(at('2026-11-21T01:30:00Z'), 'th')).toBe('วันเสาร์ที่ 21 พฤศจิกายน 2569');
    expect(dateLong(at('2026-11-21T01:30:00Z'), 'en')).toBe('Saturday 21 November 2026');
  });

  it('turns the day at midnight in Bangkok', () => {
    expect(dateShort(at('2026-12-31T16:59:59Z'), 'th')).toBe('31 ธ.ค. 2569');
    expect(dateShort(at('2026-12-31T17:00:00Z'), 'th')).toBe('1 ม.ค. 2570');
    expect(clock(at('2026-12-31T17:00:00Z'), 'th')).toBe('00.00 น.');
  });
});

describe('durations', () => {
  it('runs like a stopwatch and never below zero', () => {
    expect(stopwatch(0)).toBe('0:00');
    expect(stopwatch(247_999)).toBe('4:07');
    expect(stopwatch(3_729_000)).toBe('1:02:09');
    expect(stopwatch(-5000)).toBe('0:00');
  });

  it('is said in words', () => {
    expect(duration(45, 'th')).toBe('45 วินาที');
    expect(duration(131, 'th')).toBe('2 นาที 11 วินาที');
    expect(duration(600, 'en')).toBe('10 min');
    expect(duration(3900, 'th')).toBe('1 ชม. 5 นาที');
    expect(duration(7200, 'en')).toBe('2 h');
  });

  it('gives a citizen whole minutes, rounded up, and nothing where nothing is known', () => {
    expect(estimateMinutes(300, 480)).toEqual({ from: 5, to: 8 });
    expect(estimateMinutes(301, 481)).toEqual({ from: 6, to: 9 });
    expect(estimateMinutes(0, 20)).toEqual({ from: 1, to: 1 });
    expect(estimateMinutes(0, 0)).toBeNull();
  });
});

describe('figures', () => {
  it('shows two decimals', () => {
    expect(percent(10_000)).toBe('100.00%');
    expect(percent(8533)).toBe('85.33%');
    expect(hundredths(458)).toBe('4.58');
    expect(hundredths(400)).toBe('4.00');
  });

  it('bands the rounded mean without a gap', () => {
    expect([500, 451, 450, 351, 350, 251, 250, 151, 150, 100].map(band)).toEqual([
      'highest', 'highest', 'high', 'high', 'medium', 'medium', 'low', 'low', 'lowest', 'lowest',
    ]);
  });
});
