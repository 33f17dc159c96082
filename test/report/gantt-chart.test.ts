import { describe, expect, it } from 'vitest';
import type { SlotGantt } from '../../src/measure/slot-recorder.ts';
import { drawChart } from '../../src/report/charts/draw.ts';
import { ganttChart } from '../../src/report/charts/gantt-chart.ts';
import { slotDetail } from '../../src/report/charts/slot-detail.ts';
import { timeUnitFor } from '../../src/report/charts/time-axis.ts';
import { SLOT_SCRIPT } from '../../src/report/html/slot-script.ts';
import { elementsOf } from '../support/xml.ts';

const frame = { unit: timeUnitFor(600_000), endAt: 600_000 };

/** `count` tasks of 1 s, one after the other in two rows, every third of them reserved; tasks count down. */
function gantt(count: number): SlotGantt {
  const all = Array.from({ length: count }, (_, index) => index);
  const hold = new Float64Array(320).fill(500);
  return {
    rows: 2,
    stays: [{ pod: 'pod-000000', row: 0, slots: 2, from: 0, to: 600_000 }],
    staysOmitted: 0,
    bars: {
      row: Uint32Array.from(all, (index) => index % 2),
      use: Uint8Array.from(all, (index) => (index % 3 === 0 ? 1 : 0)),
      from: Float64Array.from(all, (index) => index * 200),
      to: Float64Array.from(all, (index) => index * 200 + 1000),
      task: Uint32Array.from(all, (index) => 300_000 - index),
    },
    cells: { widthMs: 4000, rows: [hold, hold] },
    taskNames: [[300_000, '<mine>']],
  };
}

/** The page's own decoder. */
const decoded = new Function('clock', `${SLOT_SCRIPT}; return barsOf;`)(String);

describe('the bars of a Gantt chart', () => {
  it('are in the page what they were in the run', () => {
    const bars = decoded(slotDetail(gantt(1000), false));
    expect(bars).toHaveLength(1000);
    expect(bars[0]).toEqual({ row: 0, isRunning: false, from: 0, to: 1000, name: '<mine>' });
    expect(bars[1]).toEqual({ row: 1, isRunning: true, from: 200, to: 1200, name: 'task-299999' });
    expect(bars[999]).toEqual({ row: 1, isRunning: false, from: 199_800, to: 200_800, name: 'task-299001' });
  });

  it('are drawn one by one while they are few, and summed up when they are many', async () => {
    const few = ganttChart(frame, gantt(12), [], []);
    const { svg } = await drawChart(few);
    expect(() => elementsOf(svg)).not.toThrow();
    expect(svg.match(/url\(#gantt-held\)/g)).toHaveLength(4 + 1);
    const many = ganttChart(frame, gantt(100_000), [], []);
    expect([few.timeline?.slots?.isSummed, many.timeline?.slots?.isSummed]).toEqual([false, true]);
    expect((await drawChart(many)).svg.length).toBeLessThan(20_000);
    expect(many.caption).toMatch(/Too many tasks to draw each/);
  });

  it('take a few bytes each, so that a hundred thousand stay far below the limit of a page', () => {
    expect(JSON.stringify(slotDetail(gantt(100_000), true)).length).toBeLessThan(1_500_000);
  });
});
