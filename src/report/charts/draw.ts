import type { Chart } from './frame.ts';
import { renderSvg } from './render-svg.ts';

export interface DrawnChart {
  readonly chart: Chart;
  readonly svg: string;
}

export const drawChart = async (chart: Chart): Promise<DrawnChart> => ({
  chart,
  svg: await renderSvg(chart.spec, chart.name),
});
