import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import type { ChartData } from '../../measure/chart-data.ts';
import { CHART_COLORS } from '../charts/colors.ts';
import { CHART_CONFIG, type Chart, SCHEMA } from '../charts/frame.ts';
import { timeUnitFor } from '../charts/time-axis.ts';
import { inUnit, type Step, type TimeSpan, timeAxis } from '../charts/time-layers.ts';
import { countColumns, timelineOf } from '../charts/timeline.ts';
import { ranked } from './compare-figures.ts';

/** Pods over time of the first replication, a small drawing for each policy on the same axes. Null without series. */
export function podsMultiples(comparison: PolicyComparison): Chart | null {
  const drawn = ranked(comparison).flatMap(({ label, charts }) => (charts === null ? [] : [{ label, charts }]));
  if (drawn.length === 0) return null;
  const endAt = Math.max(...drawn.map(({ charts }) => charts.endedAt));
  const frame = { unit: timeUnitFor(endAt), endAt };
  const rows = drawn.map(({ label, charts }) => podSteps(label, charts, frame));
  const top = Math.max(1, ...rows.flatMap(({ steps }) => steps.map(({ v }) => v)));
  return {
    name: 'pods-by-policy',
    title: 'Pods over time',
    caption: `Pods that exist, connected or starting, in the first replication; the same luck for each, best policy first. Each step is the most there were in 1/${STEPS} of the run.`,
    timeline: { ...timelineOf(frame, table(rows), countColumns(drawn.map(({ label }) => label))), isByPlot: true },
    spec: {
      $schema: SCHEMA,
      config: {
        ...CHART_CONFIG,
        title: {
          color: CHART_COLORS.ink,
          fontSize: 12,
          fontWeight: 'normal',
          anchor: 'start',
          frame: 'group',
          limit: 340,
        },
      },
      concat: rows.map(({ label, steps }, index) => ({
        title: label,
        width: 340,
        height: 70,
        data: { values: steps.map(({ at, v }) => ({ t: inUnit(at, frame), v })) },
        mark: {
          type: 'area' as const,
          interpolate: 'step-after' as const,
          color: CHART_COLORS.ready,
          line: { color: CHART_COLORS.working, strokeWidth: 1, interpolate: 'step-after' as const },
        },
        encoding: {
          x: {
            ...timeAxis(frame),
            ...(index < rows.length - COLUMNS ? { title: null } : {}),
            axis: { grid: false, tickCount: 6 },
          },
          y: {
            field: 'v',
            type: 'quantitative' as const,
            title: 'pods',
            axis: { tickMinStep: 1, tickCount: 3 },
            scale: { domain: [0, top] },
          },
        },
      })),
      columns: COLUMNS,
      spacing: { row: 14, column: 26 },
    },
  };
}

const COLUMNS = 2;
/** Of the run's length, so that forty policies are still a small file. */
const STEPS = 240;

interface PodSteps {
  readonly label: string;
  /** A count stays until the next; the last at the end of the policy's run. */
  readonly steps: readonly { readonly at: number; readonly v: number }[];
}

function podSteps(label: string, { pods, endedAt }: ChartData, { endAt }: TimeSpan): PodSteps {
  const most: number[] = [];
  const width = endAt / STEPS;
  for (const [index, { at, values }] of pods.rows.entries()) {
    const until = pods.rows[index + 1]?.at ?? endedAt;
    const count = values.connected + values.starting;
    const last = Math.min(STEPS - 1, Math.max(Math.floor(at / width), Math.ceil(until / width) - 1));
    for (let step = Math.floor(at / width); step <= last; step++) most[step] = Math.max(most[step] ?? 0, count);
  }
  const steps = most.map((v, step) => ({ at: Math.round(step * width), v }));
  const changes = steps.filter(({ v }, step) => v !== steps[step - 1]?.v);
  return { label, steps: [...changes, { at: endedAt, v: steps.at(-1)?.v ?? 0 }] };
}

/** All policies side by side: a row wherever one of them changes. One that has ended keeps its last value. */
function table(rows: readonly PodSteps[]): readonly Step[] {
  const ats = [...new Set(rows.flatMap(({ steps }) => steps.map(({ at }) => at)))].sort((a, b) => a - b);
  return ats.map((at) => ({
    at,
    values: Object.fromEntries(
      rows.map(({ label, steps }) => [label, steps.findLast((step) => step.at <= at)?.v ?? 0]),
    ),
  }));
}
