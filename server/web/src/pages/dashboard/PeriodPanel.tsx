import { useState } from 'preact/hooks';

import { client } from '../../api/client';
import { showMetrics } from '../../api/generated/operations';
import type { Service } from '../../api/types';
import { count, dateShort, duration, percent } from '../../format';
import { type Lang, useWords } from '../../i18n';
import { problemText } from '../../problem_text';
import { cellsOf, kColumns, kMetrics, type MetricAnswer, type MetricRow } from './period';

interface Shown {
  from: string;
  to: string;
  total: MetricAnswer;
  byService: MetricAnswer;
}

export function PeriodPanel({ site, day, services }: { site: string; day: string; services: Service[] }) {
  const words = useWords();
  const { t } = words;
  const [from, setFrom] = useState(day);
  const [to, setTo] = useState(day);
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState('');

  async function show(event: Event) {
    event.preventDefault();
    setError('');
    try {
      const [total, byService] = await Promise.all([
        client.send(showMetrics({ site, query: { from, to, metric: kMetrics } })),
        client.send(showMetrics({ site, query: { from, to, metric: kMetrics, group: 'service' } })),
      ]);
      setShown({ from, to, total, byService });
    } catch (failure) {
      setError(problemText(failure, words));
    }
  }

  return (
    <div class="card" data-testid="period">
      <h2 id="period-title">{t('period.title')}</h2>
      <form class="inline" onSubmit={show} aria-labelledby="period-title">
        <label for="period-from">{t('period.from')}</label>
        <input id="period-from" type="date" required value={from} max={to} onInput={(event) => setFrom(event.currentTarget.value)} />
        <label for="period-to">{t('period.to')}</label>
        <input id="period-to" type="date" required value={to} min={from} onInput={(event) => setTo(event.currentTarget.value)} />
        <button type="submit">{t('period.show')}</button>
      </form>
      <div role="alert">{error && <p class="message error">{error}</p>}</div>
      {shown && <PeriodTable shown={shown} services={services} />}
    </div>
  );
}

function PeriodTable({ shown, services }: { shown: Shown; services: Service[] }) {
  const { t, lang, pick } = useWords();
  const date = (text: string) => dateShort(Date.parse(`${text}T00:00:00+07:00`), lang);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="period-title">
      <table class="services">
        <caption>{t('period.range', { a: date(shown.from), b: date(shown.to) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('dashboard.service')}</th>
            {kColumns.map((column) => <th scope="col" key={column.key}>{t(column.text)}</th>)}
          </tr>
        </thead>
        <tbody>
          {services.map((service) => <Line key={service.id} name={pick(service.name)} cells={cellsOf(shown.byService, service.id)} />)}
          <Line name={t('period.all')} cells={cellsOf(shown.total, null)} />
        </tbody>
      </table>
    </div>
  );
}

function Line({ name, cells }: { name: string; cells: (MetricRow | null)[] }) {
  const { t, lang } = useWords();
  // A service that nothing happened in has no rows: its counts are nought, its other figures are not known.
  const nothing = (index: number) => (kColumns[index]?.metric === 'M01' ? count(0) : t('app.no_data'));
  return (
    <tr>
      <th scope="row">{name}</th>
      {cells.map((cell, index) => (
        <td key={kColumns[index]?.key}>
          {cell === null || cell.value === null ? nothing(index) : figure(cell, cell.value, lang)}
          {cell !== null && cell.unit !== 'tickets' && <span class="cell-n">{t('app.n', { n: cell.n })}</span>}
        </td>
      ))}
    </tr>
  );
}

function figure(row: MetricRow, value: number, lang: Lang): string {
  if (row.unit === 's') return duration(value, lang);
  if (row.unit === 'bp') return percent(value);
  return row.unit === 'score' ? value.toFixed(2) : count(value);
}
