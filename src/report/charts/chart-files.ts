import type { DrawnChart } from './draw.ts';

/** By its name, each drawing as a specification with its data, for notebooks, and as a stand-alone picture. */
export const chartFiles = (charts: readonly DrawnChart[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    charts.flatMap(({ chart, svg }) => [
      [`${chart.name}.vl.json`, `${JSON.stringify(chart.spec)}\n`],
      [`${chart.name}.svg`, `${svg}\n`],
    ]),
  );
