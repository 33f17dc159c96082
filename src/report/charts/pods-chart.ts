import { type Chart, timeChart } from './frame.ts';
import {
  type Band,
  faultBands,
  faultNames,
  type Mark,
  marks,
  type NamedColor,
  type Step,
  stackedSteps,
  stepLine,
  type TimeSpan,
  topOf,
} from './time-layers.ts';
import { countColumns, timelineOf } from './timeline.ts';

const STATES: readonly NamedColor[] = [
  { name: 'connected', color: 'ready' },
  { name: 'starting', color: 'coming' },
  { name: 'failed', color: 'bad' },
  { name: 'terminating', color: 'absent' },
];

/** Pods over time by state, with what was desired and the decisions that changed it. `steps` have the four states and `desired`. */
export function podsChart(
  frame: TimeSpan,
  steps: readonly Step[],
  decisions: readonly Mark[],
  faults: readonly Band[],
): Chart {
  const present = STATES.filter(({ name }, index) => index < 2 || steps.some((step) => (step.values[name] ?? 0) > 0));
  const inPods = { ...frame, measured: 'pods', top: topOf(steps, present, 'desired') };
  const isLegible = decisions.length > 0 && decisions.length <= MARKS_MAX;
  return {
    name: 'pods',
    title: 'Pods by state',
    caption:
      'Areas add up from bottom to top in the order of the legend: connected pods are plain, starting ones hatched. The dashed line is what the autoscaler wanted' +
      (isLegible ? '; triangles mark its decisions, pointing the way they went.' : '.'),
    timeline: timelineOf(frame, steps, countColumns([...present.map(({ name }) => name), 'desired']), faults),
    spec: timeChart(
      [
        ...faultBands(inPods, faults),
        stackedSteps(inPods, present, steps),
        stepLine(inPods, { name: 'desired', color: 'ink', dash: [5, 3] }, steps),
        ...(isLegible ? [marks(inPods, { 'scale-up': 'triangle-up', 'scale-down': 'triangle-down' }, decisions)] : []),
        ...faultNames(inPods, faults),
      ],
      220,
    ),
  };
}

/** More marks than this run into each other; the decision log has them all. */
const MARKS_MAX = 80;
