import { describe, expect, it } from 'vitest';
import { podId, poolId, taskId } from '../../src/engine/ids.ts';
import type { SlotUse } from '../../src/engine/note.ts';
import { SlotRecorder } from '../../src/measure/slot-recorder.ts';
import { SlotUseGrid } from '../../src/measure/slot-use-grid.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { SCENARIO } from '../support/command-line.ts';

function recorder(): SlotRecorder {
  const { document } = loadScenario(SCENARIO.replace('max: 4\n', 'max: 4\n  agent: { slots: 2 }\n'), 'pair.yaml', {
    set: [],
  });
  if (document === null) throw new Error('the scenario does not load');
  const compiled = compileScenario(document, { variant: 'plain', replication: 0 });
  if ('problems' in compiled) throw new Error('the scenario does not compile');
  return new SlotRecorder(compiled.scenario);
}

const moved = (at: number, pod: number, slot: number, task: number, from: SlotUse, to: SlotUse) =>
  ({ kind: 'slot.changed', at, pod: podId(pod), slot, task: taskId(task), units: 1, from, to }) as const;

const barsOf = (recorded: SlotRecorder, endedAt: number) => {
  const { bars } = recorded.gantt(endedAt);
  return Array.from(bars?.row ?? [], (row, index) => [
    row,
    bars?.use[index],
    bars?.from[index],
    bars?.to[index],
    bars?.task[index],
  ]);
};

describe('the slots of a run', () => {
  it('run and are reserved until something else happens in them', () => {
    const slots = recorder();
    slots.podUp(podId(0), poolId(0), 0);
    slots.slotChanged(moved(10, 0, 1, 5, 'idle', 'claimed'));
    slots.slotChanged(moved(20, 0, 1, 5, 'claimed', 'running'));
    slots.slotChanged(moved(50, 0, 1, 5, 'running', 'reserved'));
    slots.slotChanged(moved(80, 0, 1, 5, 'reserved', 'running'));
    slots.slotChanged(moved(90, 0, 1, 5, 'running', 'idle'));
    slots.slotChanged(moved(95, 0, 0, 6, 'idle', 'running'));
    expect(barsOf(slots, 100)).toEqual([
      [1, 0, 20, 50, 5],
      [1, 1, 50, 80, 5],
      [1, 0, 80, 90, 5],
      [0, 0, 95, 100, 6],
    ]);
  });

  it('are free for the next pod when theirs is gone, with whatever ran there', () => {
    const slots = recorder();
    for (const pod of [0, 1]) slots.podUp(podId(pod), poolId(0), 0);
    slots.slotChanged(moved(10, 0, 0, 5, 'idle', 'running'));
    slots.podDown(podId(0), 30);
    slots.slotChanged(moved(60, 0, 0, 5, 'running', 'idle'));
    slots.podUp(podId(2), poolId(0), 70);
    slots.slotChanged(moved(75, 2, 0, 6, 'idle', 'running'));
    expect(barsOf(slots, 90)).toEqual([
      [0, 0, 10, 30, 5],
      [0, 0, 75, 90, 6],
    ]);
    const { rows, stays } = slots.gantt(90);
    expect(rows).toBe(4);
    expect(stays.map(({ pod, row, from, to }) => [pod, row, from, to])).toEqual([
      ['pod-000000', 0, 0, 30],
      ['pod-000001', 2, 0, 90],
      ['pod-000002', 0, 70, 90],
    ]);
  });
});

describe('the sums of slots', () => {
  it('keep their total however often the stretches are joined', () => {
    const grid = new SlotUseGrid();
    grid.add(0, 0, 500, 2500);
    expect([...(grid.cells().rows[0] ?? [])].slice(0, 6)).toEqual([500, 0, 1000, 0, 500, 0]);
    grid.add(0, 1, 1_000_000, 1_000_700);
    grid.add(2, 0, 0, 5_000_000);
    const { widthMs, rows } = grid.cells();
    expect(widthMs).toBe(32_000);
    const total = (row: number, use: number) =>
      [...(rows[row] ?? [])].reduce((sum, ms, index) => (index % 2 === use ? sum + ms : sum), 0);
    expect([total(0, 0), total(0, 1), total(1, 0), total(2, 0)]).toEqual([2000, 700, 0, 5_000_000]);
  });
});
