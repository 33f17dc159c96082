import type { InitialTask } from './task.ts';
import { NO_ATTEMPT, NO_POD, type TaskStore } from './task-store.ts';

/** Puts a task that existed before the run into the store. Slots follow at the first list of pods, as after any start. */
export function restoreInitial(store: TaskStore, initial: InitialTask): void {
  const task = store.add(initial, 0);
  const queues = store.queuesOf(task);
  const { workspace } = task;
  task.state = initial.state;
  task.phase = initial.phase;
  task.confirmed = initial.phase === 'apply' && initial.state !== 'apply_pending';
  task.pod = initial.pod ?? NO_POD;
  task.slot = initial.slot;
  if (initial.pod !== null) store.given(task.pool).set(initial.pod, (store.given(task.pool).get(initial.pod) ?? 0) + 1);
  task.attempt = initial.attempt ?? NO_ATTEMPT;
  if (initial.attempt !== null) store.nextAttempt = Math.max(store.nextAttempt, initial.attempt + 1);
  if (task.type === 'plan_and_apply' && initial.state !== 'waiting') workspace.active = task;
  switch (initial.state) {
    case 'waiting':
      store.moveTo(workspace.waiting, task, 0);
      break;
    case 'pending':
      store.enqueue(task);
      break;
    case 'running':
      task.accepted = true;
      task.hold = 'running';
      if (task.phase === 'apply') task.planPod = task.pod;
      store.moveTo(queues.running, task, 0);
      break;
    case 'apply_pending':
      task.phase = 'apply';
      task.planPod = task.pod;
      task.hold = initial.pod === null ? 'idle' : 'reserved';
      store.moveTo(queues.unconfirmed, task, 0);
      break;
  }
}
