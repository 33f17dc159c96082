import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import type { ChartData } from '../../measure/chart-data.ts';
import { CHART_COLORS } from '../charts/colors.ts';
import { CHART_CONFIG, type Chart, SCHEMA } from '../charts/frame.ts';
import { timeUnitFor } from '../charts/time-axis.ts';
import { inUnit, type TimeSpan, timeAxis } from '../charts/time-layers.ts';
import { ranked } from './compare-figures.ts';

/** Pods over time of the first replication, a small drawing for each policy on the same axes. Null without series. */
export function podsMultiples(comparison: PolicyComparison): Chart | null {
  const drawn = ranked(comparison).flatMap(({ label, charts }) => (charts === null ? [] : [{ label, charts }]));
  if (drawn.length === 0) return null;
  const endAt = Math.max(...drawn.map(({ charts }) => charts.endedAt));
  const frame = { unit: timeUnitFor(endAt), endAt };
  return {
    name: 'pods-by-policy',
    title: 'Pods over time',
    caption: `Pods that exist, connected or starting, in the first replication; the same luck for each, best policy first. Each step is the most there were in 1/${STEPS} of the run.`,
    timeline: null,
    spec: {
      $schema: SCHEMA,
      config: {
        ...CHART_CONFIG,
        header: { title: null, labelColor: CHART_COLORS.ink, labelFontSize: 12, labelAnchor: 'start', labelLimit: 350 },
      },
      data: { values: drawn.flatMap(({ label, charts }) => points(label, charts, frame)) },
      facet: { field: 'policy', type: 'nominal', title: null, sort: drawn.map(({ label }) => label) },
      columns: 2,
      spacing: { row: 14, column: 26 },
      spec: {
        width: 340,
        height: 70,
        mark: {
          type: 'area',
          interpolate: 'step-after',
          color: CHART_COLORS.ready,
          line: { color: CHART_COLORS.working, strokeWidth: 1, interpolate: 'step-after' },
        },
        encoding: {
          x: { ...timeAxis(frame), axis: { grid: false, tickCount: 6 } },
          y: { field: 'v', type: 'quantitative', title: 'pods', axis: { tickMinStep: 1, tickCount: 3 } },
        },
      },
    },
  };
}

const STEPS = 240;

function points(
  policy: string,
  { pods, endedAt }: ChartData,
  frame: TimeSpan,
): readonly { readonly policy: string; readonly t: number; readonly v: number }[] {
  const most: number[] = [];
  const width = frame.endAt / STEPS;
  for (const [index, { at, values }] of pods.rows.entries()) {
    const until = pods.rows[index + 1]?.at ?? endedAt;
    const count = values.connected + values.starting;
    const last = Math.min(STEPS - 1, Math.max(Math.floor(at / width), Math.ceil(until / width) - 1));
    for (let step = Math.floor(at / width); step <= last; step++) most[step] = Math.max(most[step] ?? 0, count);
  }
  const steps = most.map((v, step) => ({ policy, t: inUnit(step * width, frame), v }));
  const changes = steps.filter(({ v }, step) => v !== steps[step - 1]?.v);
  return [...changes, { policy, t: inUnit(endedAt, frame), v: steps.at(-1)?.v ?? 0 }];
}
