import { TASK_TYPES } from '../../engine/task.ts';
import type { Draw } from './draw.ts';

/** A few tasks by hand on few workspaces, at few instants, so that they get into each other's way. */
export function randomTasks(draw: Draw, spanS: number): readonly Record<string, unknown>[] {
  const isBurst = draw.chance(0.3);
  const start = draw.int(0, spanS);
  const workspaces = draw.int(1, 5);
  const type = draw.chance(0.4) ? draw.pick(TASK_TYPES) : null;
  return draw.list(draw.pick([1, 2, 3, 4, 6, 8, 12]), (index) => ({
    id: `t${index + 1}`,
    at: isBurst ? `${start + draw.int(0, 1)}s` : draw.seconds(0, spanS),
    workspace: `w${draw.int(1, workspaces)}`,
    ...randomNeeds(draw, type ?? draw.pick(TASK_TYPES)),
  }));
}

export function randomNeeds(draw: Draw, type: (typeof TASK_TYPES)[number]): Record<string, unknown> {
  const plan = { type, plan: draw.chance(0.2) ? '10ms' : draw.seconds(1, 300), ...rarely(draw, 'planFails') };
  if (type !== 'plan_and_apply') return plan;
  return {
    ...plan,
    confirm: draw.chance(0.1) ? 'never' : draw.seconds(0, 120),
    apply: draw.seconds(1, 150),
    ...rarely(draw, 'discard'),
    ...rarely(draw, 'nothingToApply'),
    ...rarely(draw, 'applyFails'),
  };
}

const rarely = (draw: Draw, flag: string): Record<string, boolean> => (draw.chance(0.08) ? { [flag]: true } : {});

/** Tasks that arrive by chance. */
export const randomArrivals = (draw: Draw): Record<string, unknown> => ({
  profiles: {
    p: { type: 'plan', plan: { exponential: { mean: draw.seconds(5, 60) } }, fail: draw.pick([0, 0, 0.2]) },
  },
  stream: { arrivals: { poisson: `${draw.int(30, 300)}/h` }, profile: 'p' },
});

/** What stands and runs when the run begins. */
export function randomInitial(draw: Draw, max: number, slots: number): Record<string, unknown> {
  const tasks: Record<string, unknown>[] = [];
  const pods = draw.list(draw.int(1, max), (): Record<string, unknown> => {
    const state = draw.pick(['connected', 'connected', 'connected', 'running', 'pending', 'failed', 'succeeded']);
    const age = draw.seconds(0, 600);
    if (state !== 'connected' || draw.chance(0.5)) return { state, age };
    const count = draw.int(1, Math.min(slots, 2));
    const held = draw.list(count, (slot) => {
      const id = `i${tasks.length + 1}`;
      const isReserved = slot === 0 && draw.chance(0.4);
      const needs = isReserved
        ? { type: 'plan_and_apply', confirm: draw.seconds(0, 120), apply: draw.seconds(1, 150) }
        : { type: 'plan', plan: draw.seconds(1, 200) };
      tasks.push({ id, workspace: `i${tasks.length + 1}`, ...needs });
      return isReserved ? { reserved: id } : { running: id };
    });
    return { state, age, slots: held };
  });
  return { pods, ...(tasks.length > 0 ? { tasks } : {}) };
}

/** What persons do, to tasks of these names. */
export function randomPeople(draw: Draw, spanS: number, ids: readonly string[]): readonly Record<string, unknown>[] {
  return draw.list(draw.int(1, 3), () => {
    const at = draw.seconds(0, spanS);
    const kind = draw.pick(['cancel', 'cancel', 'confirm', 'discard', 'lock', 'unfreeze']);
    if (kind === 'lock') return { at, lock: 'w1', for: draw.seconds(1, 200) };
    if (kind === 'unfreeze') return { at, unfreeze: { until: draw.seconds(spanS, 2 * spanS) } };
    return { at, [kind]: draw.pick(ids) };
  });
}
