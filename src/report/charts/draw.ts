import type { Chart } from './frame.ts';
import { renderSvg } from './render-svg.ts';

export interface DrawnChart {
  readonly chart: Chart;
  readonly svg: string;
}

/** One after the other: drawing takes a processor, not time to wait. */
export async function drawCharts(charts: readonly Chart[]): Promise<readonly DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  for (const chart of charts) drawn.push(await drawChart(chart));
  return drawn;
}

export const drawChart = async (chart: Chart): Promise<DrawnChart> => ({
  chart,
  svg: await renderSvg(chart.spec, chart.name),
});
