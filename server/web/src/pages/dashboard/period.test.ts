import { describe, expect, it } from 'vitest';

import { cellsOf, kColumns, kMetrics, type MetricRow } from './period';

const row = (metric: string, stat: string, service: string | null, value: number | null): MetricRow => ({
  metric, stat, group: service ? { service } : {} as Record<string, string>, value, unit: 's', n: 3, numerator: null, denominator: null,
});

describe('cellsOf', () => {
  const answer = { rows: [row('M03', 'p90', 'a', 131), row('M03', 'p50', 'a', 60), row('M03', 'p90', 'b', null), row('M03', 'p90', null, 99)] };
  const at = (key: string) => kColumns.findIndex((column) => column.key === key);

  it('puts each figure of a service in its column', () => {
    const cells = cellsOf(answer, 'a');
    expect(cells[at('p90')]?.value).toBe(131);
    expect(cells[at('p50')]?.value).toBe(60);
    expect(cells[at('issued')]).toBeNull();
  });

  it('keeps "no data" apart from nought, and a total apart from the services', () => {
    expect(cellsOf(answer, 'b')[at('p90')]?.value).toBeNull();
    expect(cellsOf(answer, null)[at('p90')]?.value).toBe(99);
  });
});

describe('kMetrics', () => {
  it('names each metric once', () => {
    expect(kMetrics).toBe('M01,M03,M06,M07,M10,M31,M33');
  });
});
