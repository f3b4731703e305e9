// The one file that knows ECharts: horizontal bars with their values, on a canvas (its SVG renderer and tooltips
// would need inline styles, which the content policy forbids).

import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, CanvasRenderer]);

export interface Bar {
  label: string;
  value: number;
  colour: string;
}

export interface Chart {
  show(bars: Bar[]): void;
  resize(): void;
  dispose(): void;
}

const kInk = '#1d2b33';
const kFont = 'Loma, Laksaman, "Noto Sans Thai", sans-serif';

export function draw(place: HTMLElement): Chart {
  const chart = init(place, null, { renderer: 'canvas' });
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(place);
  return {
    show: (bars) => chart.setOption(optionOf(bars, place.clientWidth)),
    resize: () => chart.resize(),
    dispose: () => {
      observer.disconnect();
      chart.dispose();
    },
  };
}

function optionOf(bars: Bar[], width: number) {
  const highest = bars.reduce((top, bar) => Math.max(top, bar.value), 0);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    animation: !calm,
    animationDurationUpdate: 300,
    textStyle: { fontFamily: kFont, color: kInk },
    grid: { left: 4, right: 44, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false, max: Math.max(1, highest) },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map((bar) => bar.label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: kInk, fontSize: 14, width: Math.max(110, Math.round(width * 0.42)), overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        data: bars.map((bar) => ({ value: bar.value, itemStyle: { color: bar.colour, borderRadius: 3 } })),
        showBackground: true,
        backgroundStyle: { color: '#eef2f4', borderRadius: 3 },
        label: { show: true, position: 'right', color: kInk, fontSize: 14, fontWeight: 'bold' },
      },
    ],
  };
}
