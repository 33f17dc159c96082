import { type Chart, timeChart } from './frame.ts';
import {
  type Band,
  faultBands,
  faultNames,
  type NamedColor,
  type Step,
  stackedSteps,
  type TimeSpan,
  topOf,
} from './time-layers.ts';
import { countColumns, timelineOf } from './timeline.ts';

const USES: readonly NamedColor[] = [
  { name: 'running', color: 'working' },
  { name: 'reserved', color: 'held' },
  { name: 'claimed', color: 'promised' },
  { name: 'idle', color: 'ready' },
  { name: 'offline', color: 'absent' },
  { name: 'starting', color: 'coming' },
];

const RARE = new Set(['claimed', 'starting']);

/** Slots over time by what they do; what is rare is shown only where it happens. */
export function slotsChart(frame: TimeSpan, steps: readonly Step[], faults: readonly Band[]): Chart {
  const uses = USES.filter(({ name }) => !RARE.has(name) || steps.some((step) => (step.values[name] ?? 0) > 0));
  const inSlots = { ...frame, measured: 'slots', top: topOf(steps, uses, null) };
  return {
    name: 'slots',
    title: 'Slots by use',
    caption:
      'From bottom to top: running (strong), reserved for a confirmation (hatched), idle (pale), offline because the agent is not connected (vertical lines), starting with their pod (hatched the other way).',
    timeline: timelineOf(frame, steps, countColumns(uses.map(({ name }) => name)), faults),
    spec: timeChart(
      [...faultBands(inSlots, faults), stackedSteps(inSlots, uses, steps), ...faultNames(inSlots, faults)],
      220,
    ),
  };
}
