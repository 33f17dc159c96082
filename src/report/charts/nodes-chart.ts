import { type Chart, timeChart } from './frame.ts';
import {
  type Band,
  faultBands,
  faultNames,
  type NamedColor,
  type Step,
  stackedSteps,
  stepLine,
  type TimeSpan,
  topOf,
} from './time-layers.ts';
import { countColumns, timelineOf } from './timeline.ts';

const NODES: NamedColor = { name: 'nodes', color: 'ready' };
const WAITING: NamedColor = { name: 'pods without a node', color: 'bad' };

/** Nodes of the cluster, and the pods that none of them has room for. `steps` have both. */
export function nodesChart(frame: TimeSpan, steps: readonly Step[], faults: readonly Band[]): Chart {
  const counted = { ...frame, measured: 'nodes, pods', top: topOf(steps, [NODES], WAITING.name) };
  return {
    name: 'nodes',
    title: 'Nodes',
    caption:
      'The area shows the nodes that are up, the dashed line the pods that wait because no node has room for them.',
    timeline: timelineOf(frame, steps, countColumns([NODES.name, WAITING.name]), faults),
    spec: timeChart(
      [
        ...faultBands(counted, faults),
        stackedSteps(counted, [NODES], steps),
        stepLine(counted, { ...WAITING, dash: [5, 3] }, steps),
        ...faultNames(counted, faults),
      ],
      140,
    ),
  };
}
