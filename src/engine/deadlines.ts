import type { Core, PoolState } from './core.ts';
import { returnClaim } from './dispatcher.ts';
import type { DeadlineKind } from './event.ts';
import { stopTask } from './people.ts';
import { isConnected, isOnline } from './pod-table.ts';
import type { TaskList } from './task-list.ts';
import type { Task } from './task-store.ts';
import { finishStopped, unsend } from './work.ts';

/**
 * Deadlines with one constant delay: tasks enter their list in order of time, so the first of the list is the first to fall
 * due, and one timer per list is enough. A task that leaves the list costs nothing.
 */
export function armDeadlines(core: Core, pool: PoolState): void {
  const queues = core.queues(pool);
  const { dispatch } = pool.config;
  const armed = pool.deadlineArmed;
  // Asked after every event: the checks stand here so that nothing is called while the timers are set.
  if (!armed.accept && queues.sent.size > 0) arm(core, pool, 'accept', queues.sent, dispatch.acceptWithinMs);
  if (!armed['task-timeout'] && queues.running.size > 0) {
    arm(core, pool, 'task-timeout', queues.running, dispatch.taskTimeoutMs);
  }
  if (!armed.claim && queues.claimed.size > 0) arm(core, pool, 'claim', queues.claimed, dispatch.claimDeadlineMs);
  if (!pool.monitorArmed && queues.queued + queues.confirmed.size > 0) armMonitor(core, pool);
}

export function deadlineDue(core: Core, pool: PoolState, kind: DeadlineKind): void {
  pool.deadlineArmed[kind] = false;
  const queues = core.queues(pool);
  const { dispatch } = pool.config;
  switch (kind) {
    case 'accept':
      for (const task of overdue(core, queues.sent, dispatch.acceptWithinMs))
        unanswered(core, task, dispatch.taskTimeoutMs);
      break;
    case 'task-timeout':
      for (const task of overdue(core, queues.running, dispatch.taskTimeoutMs)) stopTask(core, task, 'timeout');
      break;
    case 'claim':
      for (const task of overdue(core, queues.claimed, dispatch.claimDeadlineMs)) returnClaim(core, pool, task);
      break;
  }
}

function arm(core: Core, pool: PoolState, kind: DeadlineKind, list: TaskList, delayMs: number): void {
  if (list.first === null) return;
  pool.deadlineArmed[kind] = true;
  // Those that are overdue and have not answered must not hide the next one. Alone, they are looked at after another delay.
  let task: Task | null = list.first;
  while (task !== null && task.since + delayMs <= core.now && isDealtWith(kind, task)) task = task.next;
  core.setTimer({ kind: 'deadline', pool: pool.id, deadline: kind }, (task?.since ?? core.now) + delayMs);
}

/** After a restart, agents get another delay to say that they did accept; a task past its time-out is asked to stop at once. */
const isDealtWith = (kind: DeadlineKind, task: Task): boolean => kind !== 'task-timeout' || task.stopping !== null;

/** On a grid from the server's start, while anything waits. */
function armMonitor(core: Core, pool: PoolState): void {
  const { monitorMs } = pool.config.dispatch;
  pool.monitorArmed = true;
  const passed = Math.floor((core.now - pool.startedAt) / monitorMs);
  core.setTimer({ kind: 'monitor', pool: pool.id }, pool.startedAt + (passed + 1) * monitorMs);
}

function overdue(core: Core, list: TaskList, delayMs: number): readonly Task[] {
  const found: Task[] = [];
  for (const task of list) {
    if (core.now - task.since < delayMs) break;
    found.push(task);
  }
  return found;
}

/**
 * The agent did not accept in time. A plan goes back and its attempt is void (the agent is told to stop it); an apply stays
 * where it is until the agent is heard or proven dead, since it may have begun. An agent that beats on and never answers is neither:
 * when the time-out of the task is over the apply ends, for it may not be sent again.
 */
function unanswered(core: Core, task: Task, timeoutMs: number): void {
  if (task.phase === 'apply') {
    const pod = core.podOf(task);
    const isHeard = pod !== undefined && isConnected(pod) && isOnline(pod);
    if (!isHeard || core.now - task.since < timeoutMs) return;
    task.stopping ??= 'timeout';
    core.tellToStop(task);
    finishStopped(core, task);
    return;
  }
  core.tellToStop(task);
  unsend(core, task, 'not-accepted');
}
