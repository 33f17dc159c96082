import type { ChartData } from '../../measure/chart-data.ts';
import { CHART_COLORS } from './colors.ts';
import { CHART_CONFIG, CHART_WIDTH, type Chart, SCHEMA } from './frame.ts';
import { timeUnitFor } from './time-axis.ts';
import { inUnit, type Step, type TimeSpan, timeAxis, untilEnd } from './time-layers.ts';
import { countColumns, timelineOf } from './timeline.ts';

/** The same series of two runs, one over the other: pods, running slots, waiting tasks. */
export function overlayCharts(simulated: ChartData, real: ChartData): readonly Chart[] {
  const endAt = Math.max(simulated.endedAt, real.endedAt);
  const frame = { unit: timeUnitFor(endAt), endAt };
  return SERIES.map(({ name, title, measured, caption, of }) => ({
    name,
    title,
    caption: `${caption} ${HOW_TO_READ}`,
    timeline: timelineOf(frame, merged(of(real), of(simulated)), countColumns([...WORLDS])),
    spec: {
      $schema: SCHEMA,
      config: CHART_CONFIG,
      width: CHART_WIDTH,
      height: 160,
      data: {
        values: [
          ...points('real', of(real), frame, real.endedAt),
          ...points('simulated', of(simulated), frame, simulated.endedAt),
        ],
      },
      mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
      encoding: {
        x: timeAxis(frame),
        y: { field: 'v', type: 'quantitative', title: measured, axis: { tickMinStep: 1 }, scale: { domainMin: 0 } },
        color: {
          field: 'world',
          type: 'nominal',
          scale: { domain: [...WORLDS], range: [CHART_COLORS.working, CHART_COLORS.held] },
          legend: { symbolType: 'stroke', symbolSize: 400 },
        },
        strokeDash: {
          field: 'world',
          type: 'nominal',
          scale: {
            domain: [...WORLDS],
            range: [
              [1, 0],
              [6, 3],
            ],
          },
        },
      },
    },
  }));
}

const WORLDS = ['real', 'simulated'] as const;
const HOW_TO_READ = 'Solid: the real run. Dashed: the simulation.';

interface Overlay {
  readonly name: string;
  readonly title: string;
  readonly measured: string;
  readonly caption: string;
  of(data: ChartData): readonly { readonly at: number; readonly v: number }[];
}

const SERIES: readonly Overlay[] = [
  {
    name: 'verify-pods',
    title: 'Pods',
    measured: 'pods',
    caption: 'Pods that exist, connected or starting.',
    of: ({ pods }) => pods.rows.map(({ at, values }) => ({ at, v: values.connected + values.starting })),
  },
  {
    name: 'verify-slots',
    title: 'Running slots',
    measured: 'slots',
    caption: 'Slots in which a task runs.',
    of: ({ slots }) => slots.rows.map(({ at, values }) => ({ at, v: values.running })),
  },
  {
    name: 'verify-queue',
    title: 'Queue',
    measured: 'tasks that wait',
    caption: 'Tasks that nothing but the pool keeps waiting.',
    of: ({ queue }) => queue.rows.map(({ at, values }) => ({ at, v: values.unblocked })),
  },
];

/** Both worlds in one table: a row wherever one of them changes. A world that has ended keeps its last value. */
function merged(real: ReturnType<Overlay['of']>, simulated: ReturnType<Overlay['of']>): readonly Step[] {
  const ats = [...new Set([...real, ...simulated].map(({ at }) => at))].sort((a, b) => a - b);
  let [inReal, inSimulated] = [0, 0];
  return ats.map((at) => {
    while ((real[inReal + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) inReal++;
    while ((simulated[inSimulated + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) inSimulated++;
    return { at, values: { real: real[inReal]?.v ?? 0, simulated: simulated[inSimulated]?.v ?? 0 } };
  });
}

function points(
  world: (typeof WORLDS)[number],
  series: ReturnType<Overlay['of']>,
  frame: TimeSpan,
  endedAt: number,
): readonly { readonly world: string; readonly t: number; readonly v: number }[] {
  const steps = series.map(({ at, v }): Step => ({ at, values: { v } }));
  return untilEnd(steps, { ...frame, endAt: endedAt }).map(({ at, values }) => ({
    world,
    t: inUnit(at, frame),
    v: values.v ?? 0,
  }));
}
