import type { ScenarioBrief } from '../../experiment/brief.ts';
import type { FinishedRun } from '../../experiment/run-outcome.ts';
import type { ChartData } from '../../measure/chart-data.ts';
import type { Steps } from '../../measure/step-table.ts';
import { formatDuration } from '../quantity.ts';
import { type DrawnChart, drawCharts } from './draw.ts';
import type { Chart } from './frame.ts';
import { ganttChart } from './gantt-chart.ts';
import { nodesChart } from './nodes-chart.ts';
import { podsChart } from './pods-chart.ts';
import { queueChart } from './queue-chart.ts';
import { slotsChart } from './slots-chart.ts';
import { timeUnitFor } from './time-axis.ts';
import type { Band, Mark } from './time-layers.ts';
import { waitCharts } from './wait-charts.ts';

/** Drawn; none of a run that did not finish, or kept nothing to draw. */
export const chartsOfRun = async (run: FinishedRun | undefined): Promise<readonly DrawnChart[]> =>
  run === undefined || run.charts === null ? [] : drawCharts(chartsOf(run.charts, run.brief));

/** All drawings of a run, in the order of the report. */
export function chartsOf(data: ChartData, brief: ScenarioBrief): readonly Chart[] {
  const frame = { unit: timeUnitFor(data.endedAt), endAt: data.endedAt };
  const { pods, slots, queue, nodes } = data;
  const faults = faultBandsOf(data, brief);
  return [
    withWidth(podsChart(frame, pods.rows, decisionMarks(data), faults), pods),
    ...(nodes === null ? [] : [withWidth(nodesChart(frame, nodes.rows, faults), nodes)]),
    withWidth(slotsChart(frame, slots.rows, faults), slots),
    ...(data.gantt === null || data.gantt.rows === 0 ? [] : [ganttChart(frame, data.gantt, slots.rows, faults)]),
    withWidth(queueChart(frame, queue.rows, faults), queue),
    ...waitCharts(data.waits),
  ];
}

/** A fault that happens at one instant has no length, whatever comes of it. */
function faultBandsOf({ faults }: ChartData, brief: ScenarioBrief): readonly Band[] {
  const instants = new Set(brief.faults.filter(({ at, until }) => at === until).map(({ name }) => name));
  return faults.map(({ name, at, until }) => ({ name, at, until: instants.has(name) ? at : until }));
}

/** A decision that changed the number of pods stands at the height that it asked for. */
const decisionMarks = ({ decisions, pods }: ChartData): readonly Mark[] =>
  decisions
    .filter(({ from, to }) => from !== to)
    .map(({ at, from, to }) => ({
      at,
      kind: to > from ? 'scale-up' : 'scale-down',
      v: desiredAt(pods.rows, at) ?? to,
    }));

/** Over all pools, as the line shows it. */
const desiredAt = (rows: ChartData['pods']['rows'], at: number): number | null =>
  rows.findLast((row) => row.at <= at)?.values.desired ?? null;

const withWidth = (chart: Chart, { kind, widthMs }: Pick<Steps<string>, 'kind' | 'widthMs'>): Chart =>
  kind === 'exact'
    ? chart
    : { ...chart, caption: `${chart.caption} Each step is the mean over ${formatDuration(widthMs)}.` };
