// The metrics route's rows, arranged as a table by service. Pure.

import type { Answer } from '../../api/operation';
import type { MetricRow } from '../../api/types';

export type { MetricRow };
export type MetricAnswer = Pick<Answer<'showMetrics'>, 'rows'>;

export const kColumns = [
  { key: 'issued', metric: 'M01', stat: 'issued', text: 'dashboard.col_issued' },
  { key: 'served', metric: 'M01', stat: 'served', text: 'dashboard.col_served' },
  { key: 'p50', metric: 'M03', stat: 'p50', text: 'dashboard.col_p50' },
  { key: 'p90', metric: 'M03', stat: 'p90', text: 'dashboard.col_p90' },
  { key: 'offered', metric: 'M06', stat: 'share_offered', text: 'period.col_offered' },
  { key: 'answered', metric: 'M07', stat: 'share_answered', text: 'period.col_answered' },
  { key: 'standard', metric: 'M10', stat: 'share', text: 'period.col_standard' },
  { key: 'rating', metric: 'M31', stat: 'mean', text: 'period.col_rating' },
  { key: 'top2', metric: 'M33', stat: 'share', text: 'period.col_top2' },
] as const;

export const kMetrics = [...new Set(kColumns.map((column) => column.metric))].join(',');

// Cells of one line: the rows of a service, or of everything (null), in the order of the columns.
export function cellsOf(answer: MetricAnswer, service: string | null): (MetricRow | null)[] {
  const rows = answer.rows.filter((row) => (row.group.service ?? null) === service);
  return kColumns.map((column) => rows.find((row) => row.metric === column.metric && row.stat === column.stat) ?? null);
}
