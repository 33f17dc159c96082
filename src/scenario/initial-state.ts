import { attemptId, podId, taskId } from '../engine/ids.ts';
import type { ActiveState } from '../engine/task.ts';
import type { InitialPod, InitialState } from './compiled.ts';
import { type Holding, holdings, type InitialSection, isActive } from './initial-section.ts';
import type { Resolver } from './resolver.ts';
import type { Streams } from './stream.ts';
import { certain, needsDrawer } from './task-needs.ts';

/**
 * Pods and tasks at time zero. A running task begins its phase at zero and has all of it before it; one in no slot is pending, or
 * waits behind a plan_and_apply of its workspace that is active or was named before it.
 */
export function initialState(section: InitialSection, streams: Streams, resolve: Resolver): InitialState {
  const holding = holdings(section);
  const states = statesOf(section, holding);
  let attempts = 0;
  const tasks = section.tasks.map((task, index) => {
    const held = holding.get(task.id) ?? null;
    const state = states[index]!;
    return {
      task: taskId(index),
      pool: resolve.pool(task.pool) ?? resolve.pools[0]!,
      workspace: resolve.workspace(task.workspace),
      type: task.type,
      state,
      phase: task.phase,
      pod: held === null ? null : podId(held.pod),
      slot: held?.slot ?? 0,
      attempt: state === 'running' ? attemptId(++attempts) : null,
      needs: needsDrawer(task, certain(task), streams, `initial/${task.id}`)(),
    };
  });
  return { pods: podsOf(section, resolve), tasks };
}

function podsOf(section: InitialSection, resolve: Resolver): readonly InitialPod[] {
  const pods: InitialPod[] = [];
  for (const written of section.pods) {
    const pool = resolve.pool(written.pool) ?? resolve.pools[0]!;
    for (let copy = 0; copy < written.count; copy++) {
      pods.push({ pod: podId(pods.length), pool, state: written.state, ageMs: written.age });
    }
  }
  return pods;
}

function statesOf(section: InitialSection, holding: ReadonlyMap<string, Holding>): readonly ActiveState[] {
  const active = section.tasks.filter((task) => isActive(task, holding));
  const blocked = new Set(active.map((task) => task.workspace));
  return section.tasks.map((task) => {
    const use = holding.get(task.id)?.use;
    if (use === 'running') return 'running';
    if (use === 'reserved') return 'apply_pending';
    if (task.type !== 'plan_and_apply' || task.phase === 'apply') return 'pending';
    if (blocked.has(task.workspace)) return 'waiting';
    blocked.add(task.workspace);
    return 'pending';
  });
}
