import { CHART_COLORS } from './colors.ts';
import { CHART_CONFIG, CHART_WIDTH, type Chart, SCHEMA } from './frame.ts';
import { durationUnitFor } from './time-axis.ts';
import {
  type Band,
  faultBands,
  faultNames,
  inUnit,
  type Step,
  type TimeSpan,
  timeAxis,
  untilEnd,
} from './time-layers.ts';
import { timelineOf } from './timeline.ts';

/** How many tasks wait for the pool, and below it for how long the oldest has. `steps` have `unblocked` and `oldestMs`. */
export function queueChart(frame: TimeSpan, steps: readonly Step[], faults: readonly Band[]): Chart {
  const longest = Math.max(0, ...steps.map((step) => step.values.oldestMs ?? 0));
  const wait = durationUnitFor(longest, 'oldest wait');
  const rows = untilEnd(steps, frame);
  // Two rows at one time are the end of a rise and the fall after it: the line needs both in order, a count only the last.
  const waiting = rows
    .filter((row, index) => row.at !== rows[index + 1]?.at)
    .map(({ at, values: { unblocked = 0 } }) => ({ t: inUnit(at, frame), tasks: unblocked }));
  const oldest = rows.map(({ at, values: { oldestMs = 0 } }, order) => ({
    t: inUnit(at, frame),
    order,
    oldest: Number((oldestMs / wait.ms).toFixed(3)),
  }));
  const x = timeAxis(frame);
  return {
    name: 'queue',
    title: 'Queue',
    caption: 'Above: tasks that nothing but the pool keeps waiting. Below: how long the oldest of them has waited.',
    timeline: timelineOf(
      frame,
      steps,
      [
        { name: 'tasks that wait', key: 'unblocked', kind: 'count' },
        { name: 'oldest wait', key: 'oldestMs', kind: 'rise' },
      ],
      faults,
    ),
    spec: {
      $schema: SCHEMA,
      config: CHART_CONFIG,
      vconcat: [
        {
          width: CHART_WIDTH,
          height: 120,
          layer: [
            ...faultBands(frame, faults),
            {
              data: { values: waiting },
              mark: {
                type: 'area',
                interpolate: 'step-after',
                color: CHART_COLORS.working,
                line: { color: CHART_COLORS.working },
                fillOpacity: 0.25,
              },
              encoding: {
                x,
                y: {
                  field: 'tasks',
                  type: 'quantitative',
                  title: 'tasks that wait',
                  axis: { tickMinStep: 1, tickCount: 4 },
                  scale: { domainMin: 0 },
                },
              },
            },
            ...faultNames(frame, faults),
          ],
        },
        {
          width: CHART_WIDTH,
          height: 90,
          data: { values: oldest },
          mark: { type: 'line', color: CHART_COLORS.ink, strokeWidth: 1.5 },
          encoding: {
            x,
            order: { field: 'order', type: 'quantitative' },
            y: {
              field: 'oldest',
              type: 'quantitative',
              title: wait.title,
              axis: { tickCount: 4 },
              scale: { domainMin: 0 },
            },
          },
        },
      ],
    },
  };
}
