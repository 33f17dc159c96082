import type { Config, TopLevelSpec } from 'vega-lite';
import { CHART_COLORS } from './colors.ts';
import type { Timeline } from './timeline.ts';

/** A drawing of a report: its file name, what it shows in words, and its specification with the data inside. */
export interface Chart {
  readonly name: string;
  readonly title: string;
  /** How to read it, without colours too. */
  readonly caption: string;
  readonly spec: TopLevelSpec;
  /** Of a drawing whose horizontal axes are all the time of the run: readers can zoom it and point into it. Null: of any other. */
  readonly timeline: Timeline | null;
  /** Of a scenario with several pools: the one that it shows, or all of them (null). A page shows one choice at a time. */
  readonly pool?: string | null;
  /** Its marks have descriptions (parts end with `; `), which are shown to a reader who points at one. */
  readonly tellsMarks?: true;
}

export const CHART_WIDTH = 760;
export const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** The look of every drawing. */
export const CHART_CONFIG: Config = {
  background: CHART_COLORS.page,
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  // A drawing is told as one picture; a description of each of its marks would be most of the file.
  mark: { aria: false },
  view: { stroke: CHART_COLORS.line },
  axis: {
    labelColor: CHART_COLORS.faint,
    titleColor: CHART_COLORS.faint,
    titleFontWeight: 'normal',
    labelFontSize: 12,
    titleFontSize: 12,
    gridColor: CHART_COLORS.line,
    domainColor: CHART_COLORS.line,
    tickColor: CHART_COLORS.line,
  },
  legend: {
    orient: 'top',
    title: null,
    labelColor: CHART_COLORS.ink,
    labelFontSize: 12,
    symbolType: 'square',
    symbolSize: 160,
    labelLimit: 240,
    offset: 6,
  },
};

/** One layer of a drawing. */
export type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

/** A drawing made of layers over one time axis. */
export function timeChart(layers: readonly Layer[], height: number): TopLevelSpec {
  return { $schema: SCHEMA, config: CHART_CONFIG, width: CHART_WIDTH, height, layer: [...layers] };
}
