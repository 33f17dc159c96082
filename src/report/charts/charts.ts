import type { FinishedRun } from '../../experiment/run-outcome.ts';
import type { ChartData } from '../../measure/chart-data.ts';
import type { Course } from '../../measure/course-recorder.ts';
import type { LoggedDecision } from '../../measure/decision-log.ts';
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
import type { Mark } from './time-layers.ts';
import { waitCharts } from './wait-charts.ts';

/** Drawn; none of a run that did not finish, or kept nothing to draw. */
export const chartsOfRun = async (run: FinishedRun | undefined): Promise<readonly DrawnChart[]> =>
  run === undefined || run.charts === null ? [] : drawCharts(chartsOf(run.charts));

/** All drawings of a run, in the order of the report; with several pools, those of each beside those of all. */
export function chartsOf(data: ChartData): readonly Chart[] {
  const frame = { unit: timeUnitFor(data.endedAt), endAt: data.endedAt };
  const { slots, nodes, byPool, decisions, faults } = data;
  const courses = byPool.length === 0 ? [data] : [{ ...data, pool: null }, ...byPool];
  const each = (draw: (course: Course, decisions: readonly LoggedDecision[]) => Chart): readonly Chart[] =>
    courses.map((course) => {
      if (!('pool' in course)) return draw(course, decisions);
      const { pool } = course;
      return ofPool(
        draw(course, pool === null ? decisions : decisions.filter((decision) => decision.pool === pool)),
        pool,
      );
    });
  return [
    ...each(({ pods }, made) => withWidth(podsChart(frame, pods.rows, decisionMarks(made, pods), faults), pods)),
    ...(nodes === null ? [] : [withWidth(nodesChart(frame, nodes.rows, faults), nodes)]),
    ...each((course) => withWidth(slotsChart(frame, course.slots.rows, faults), course.slots)),
    ...(data.gantt === null || data.gantt.rows === 0 ? [] : [ganttChart(frame, data.gantt, slots.rows, faults)]),
    ...each(({ queue }) => withWidth(queueChart(frame, queue.rows, faults), queue)),
    ...waitCharts(data.waits),
  ];
}

const ofPool = (chart: Chart, pool: string | null): Chart =>
  pool === null
    ? { ...chart, pool }
    : { ...chart, name: `${chart.name}-${pool}`, title: `${chart.title}: ${pool}`, pool };

/** A decision that changed the number of pods stands at the height that the line shows then. */
const decisionMarks = (decisions: readonly LoggedDecision[], { rows }: Course['pods']): readonly Mark[] =>
  decisions
    .filter(({ from, to }) => from !== to)
    .map(({ at, from, to }) => ({
      at,
      kind: to > from ? 'scale-up' : 'scale-down',
      v: rows.findLast((row) => row.at <= at)?.values.desired ?? to,
    }));

const withWidth = (chart: Chart, { kind, widthMs }: Pick<Steps<string>, 'kind' | 'widthMs'>): Chart =>
  kind === 'exact'
    ? chart
    : { ...chart, caption: `${chart.caption} Each step is the mean over ${formatDuration(widthMs)}.` };
