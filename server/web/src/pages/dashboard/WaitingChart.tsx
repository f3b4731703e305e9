import { useMemo } from 'preact/hooks';

import type { ServiceWaiting } from '../../api/types';
import { useWords } from '../../i18n';
import { BarChart } from './BarChart';

export function WaitingChart({ waiting }: { waiting: ServiceWaiting[] }) {
  const { t, pick } = useWords();
  const bars = useMemo(
    () => waiting.map((entry) => ({ label: pick(entry.name), value: entry.count, colour: '#0b4f6c' })),
    [waiting, pick],
  );
  return (
    <section class="card" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t('dashboard.waiting_chart')}</h2>
      <BarChart label={t('dashboard.waiting_chart')} bars={bars} />
    </section>
  );
}
