import type { Core } from './core.ts';
import { returnClaim } from './dispatcher.ts';
import type { TaskId, WorkspaceId } from './ids.ts';
import { watchLost } from './lost-agents.ts';
import { isHeard } from './pod-table.ts';
import { finish, queue } from './task-life.ts';
import type { Task } from './task-store.ts';

/** What persons do to tasks and workspaces. Asking for what is already so, or no longer possible, changes nothing. */

/** From here the apply may run: in its reserved slot, or, if that is lost, in any. */
export function confirmApply(core: Core, id: TaskId): void {
  const task = core.store.tasks.get(id);
  if (task === undefined || task.state !== 'apply_pending' || task.confirmed) return;
  task.confirmed = true;
  task.unblockedAt = core.now;
  task.lastFailure = null;
  const queues = core.store.queuesOf(task);
  if (task.hold === 'reserved') {
    const pool = core.pool(task.pool);
    core.store.moveTo(queues.confirmed, task, core.now);
    pool.dispatchDue = true;
    core.fresh.push(task);
    const pod = core.podOf(task);
    // From now on somebody waits for this agent, which may be lost already.
    if (pod !== undefined && !isHeard(pod)) watchLost(core, pool, pod);
    return;
  }
  task.state = 'pending';
  core.noteMoved(task, 'apply_pending', 'pending', 'confirmed-without-slot');
  queue(core, task);
}

export function discardApply(core: Core, id: TaskId): void {
  const task = core.store.tasks.get(id);
  if (task === undefined || task.state !== 'apply_pending' || task.confirmed) return;
  finish(core, task, 'cancelled', 'discarded');
}

/** A running task ends when its agent says so; all others at once. */
export function cancelTask(core: Core, id: TaskId): void {
  const task = core.store.tasks.get(id);
  if (task === undefined) return;
  if (task.state !== 'running') return finish(core, task, 'cancelled', 'cancelled');
  stopTask(core, task, 'cancelled');
}

/** Asks the agent to stop. */
export function stopTask(core: Core, task: Task, why: 'cancelled' | 'timeout'): void {
  if (task.stopping !== null) return;
  task.stopping = why;
  core.tellToStop(task);
}

/** A locked workspace runs nothing new; what runs goes on. */
export function lockWorkspace(core: Core, id: WorkspaceId): void {
  const workspace = core.store.workspace(id);
  workspace.locks += 1;
  if (workspace.locks > 1) return;
  for (const queues of core.store.queues) {
    for (const list of [queues.applies, queues.planAndApplies, queues.plans, queues.driftChecks, queues.backoff]) {
      for (const task of list) if (task.workspace === workspace) queue(core, task);
    }
    for (const task of queues.claimed) {
      if (task.workspace === workspace) returnClaim(core, core.pool(task.pool), task);
    }
  }
}

export function unlockWorkspace(core: Core, id: WorkspaceId): void {
  const workspace = core.store.workspace(id);
  if (workspace.locks === 0) return;
  workspace.locks -= 1;
  if (workspace.locks > 0) return;
  for (const task of workspace.locked) {
    task.unblockedAt = core.now;
    core.note({ kind: 'workspace.blocked', at: core.now, task: task.id, blocked: false });
    queue(core, task);
  }
  const { active } = workspace;
  if (active !== null && active.hold === 'reserved' && active.confirmed) {
    core.pool(active.pool).dispatchDue = true;
    core.fresh.push(active);
  }
}
