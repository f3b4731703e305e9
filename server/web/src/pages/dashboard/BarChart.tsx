import { useEffect, useRef } from 'preact/hooks';

import type { Bar, Chart } from './chart';

interface Props {
  label: string;
  bars: Bar[];
}

// Drawn by ECharts, fetched when the first chart is shown. A table beside it says the same in words.
export function BarChart({ label, bars }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(bars);
  latest.current = bars;

  useEffect(() => {
    let gone = false;
    void import('./chart').then(({ draw }) => {
      if (gone || place.current === null) return;
      chart.current = draw(place.current);
      chart.current.show(latest.current);
    });
    return () => {
      gone = true;
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.show(bars), [bars]);
  useEffect(() => {
    if (place.current) place.current.style.height = `${Math.max(3, bars.length) * 44 + 16}px`;
    chart.current?.resize();
  }, [bars.length]);

  const words = bars.map((bar) => `${bar.label}: ${bar.value}`).join(', ');
  return <div class="chart" ref={place} role="img" aria-label={`${label}. ${words}`} />;
}
