import { agentReplaced, hello, keepBeat } from './agent-hello.ts';
import { Core, type Output, type PoolState } from './core.ts';
import { armDeadlines, deadlineDue } from './deadlines.ts';
import { attempt, dispatchDue, fail, mayGo, monitor, whyNot } from './dispatcher.ts';
import type { EngineEvent, TaskAccepted, TaskFinished, TaskPlanned, TimerJob } from './event.ts';
import { watchFreezeEnd } from './freeze.ts';
import { dropPod, updatePod } from './housekeeping.ts';
import type { PodId, PoolId } from './ids.ts';
import { restoreInitial } from './initial-tasks.ts';
import { checkLost, watchLost } from './lost-agents.ts';
import { forgetGiven } from './max-tasks.ts';
import { cancelTask, confirmApply, discardApply, lockWorkspace, unlockWorkspace } from './people.ts';
import type { Pod } from './pod-table.ts';
import type { PoolConfig } from './pool-config.ts';
import { readSignals } from './read-signals.ts';
import { restart, start } from './recovery.ts';
import { armReaction, listFailed, podsListed, policyDecided, scaleNow, tick } from './scaling-loop.ts';
import type { Signals } from './signals.ts';
import type { InitialTask } from './task.ts';
import { admit } from './task-life.ts';
import { type Task, TaskStore } from './task-store.ts';
import { sendFailed, sendRetryDue, taskAccepted, taskFinished, taskPlanned } from './work.ts';

export interface EngineSetup {
  readonly pools: readonly PoolConfig[];
  readonly initialTasks: readonly InitialTask[];
  /** The first pod id that is free: the number of pods that exist at the beginning. */
  readonly firstPod: number;
}

/**
 * The decision core of the platform: task queue, slot allocator, dispatcher, autoscaler, recovery. Events go in, commands and
 * notes come out, all within the call. No clock, no chance, no I/O: the same events give the same commands in any world.
 * The first event must be `server.started`.
 */
export class Engine {
  readonly #core: Core;

  constructor(setup: EngineSetup, output: Output) {
    const store = new TaskStore(setup.pools.length, setup.firstPod);
    this.#core = new Core({ configs: setup.pools, store, output });
    for (const task of setup.initialTasks) restoreInitial(store, task);
  }

  /** For laws: the books as they stand between two events. Read only. */
  get books(): Pick<Core, 'store' | 'pools' | 'configs' | 'now'> {
    return this.#core;
  }

  /** What a policy would see of the pool now. Read only: lists are built when asked for. */
  signals(pool: PoolId): Signals {
    return readSignals(this.#core, this.#core.pool(pool));
  }

  /** As `handle`, for what agents report of tasks: a call of its own, so that the frequent need not be told from the rest. */
  handleAnswer(event: TaskAccepted | TaskPlanned | TaskFinished): void {
    this.#core.now = event.at;
    answered(this.#core, event);
    settle(this.#core);
  }

  handle(event: EngineEvent): void {
    const core = this.#core;
    core.now = event.at;
    switch (event.kind) {
      case 'task.submitted': {
        const task = core.store.add(event, event.at);
        const pool = core.pool(event.pool);
        pool.arrivals.add(event.at);
        pool.totals.arrivals += 1;
        pool.taskMoved = true;
        admit(core, task);
        break;
      }
      case 'task.accepted':
      case 'task.planned':
      case 'task.finished':
        answered(core, event);
        break;
      case 'timer.due':
        if (event.timer.epoch === core.epoch) timerDue(core, event.timer.job);
        break;
      default:
        seldom(core, event);
        break;
    }
    settle(core);
  }
}

function answered(core: Core, event: TaskAccepted | TaskPlanned | TaskFinished): void {
  switch (event.kind) {
    case 'task.accepted':
      taskAccepted(core, event.task, event.attempt);
      break;
    case 'task.finished':
      taskFinished(core, event.task, event.attempt, event.outcome);
      break;
    case 'task.planned':
      taskPlanned(core, event.task, event.attempt, event.hasChanges);
      break;
  }
}

type Frequent = 'task.submitted' | 'task.accepted' | 'task.planned' | 'task.finished' | 'timer.due';

/**
 * What does not happen several times per task. A function of its own, since its closures would make every call of `handle`
 * set up a context for them.
 */
function seldom(core: Core, event: Exclude<EngineEvent, { kind: Frequent }>): void {
  switch (event.kind) {
    case 'apply.confirmed':
      confirmApply(core, event.task);
      break;
    case 'pods.listed':
      podsListed(core, core.pool(event.pool), event.pods);
      break;
    case 'policy.decided':
      policyDecided(core, core.pool(event.pool), event);
      break;
    case 'pods.listFailed':
      listFailed(core, core.pool(event.pool));
      break;
    case 'pod.changed':
      withPod(core, event.pod, (pool, pod) => updatePod(core, pool, pod, event));
      break;
    case 'pod.gone':
      core.hellos.delete(event.pod);
      withPod(core, event.pod, (pool, pod) => dropPod(core, pool, pod));
      forgetGiven(core, event.pod);
      break;
    case 'pod.createFailed':
      withPod(core, event.pod, (pool, pod) => createFailed(core, pool, pod, event.certain));
      break;
    case 'pod.deleteFailed':
      // The next decision or reaping tries again; until then the pod is as good as before.
      withPod(core, event.pod, (pool, pod) => {
        pod.terminating = false;
        pool.dispatchDue = true;
      });
      break;
    case 'agent.connected':
      hello(core, event);
      break;
    case 'agent.replaced':
      agentReplaced(core, event.pod);
      break;
    case 'agent.registered':
      withPod(core, event.pod, (pool, pod) => {
        pod.registered = true;
        pool.dispatchDue = true;
      });
      break;
    case 'agent.disconnected':
      core.hellos.delete(event.pod);
      withPod(core, event.pod, (pool, pod) => {
        pod.agent = 'disconnected';
        pod.lastBeatAt = event.lastBeatAt;
        pod.agentlessSince = event.at;
        watchLost(core, pool, pod);
      });
      break;
    case 'agent.silent':
      keepBeat(core, event);
      withPod(core, event.pod, (pool, pod) => {
        pod.silent = true;
        pod.lastBeatAt = event.lastBeatAt;
        watchLost(core, pool, pod);
      });
      break;
    case 'agent.heard':
      keepBeat(core, event);
      withPod(core, event.pod, (pool, pod) => {
        pod.silent = false;
        pod.lastBeatAt = event.lastBeatAt;
        pool.dispatchDue = true;
      });
      break;
    case 'task.sendFailed':
      sendFailed(core, event.task, event.attempt, event);
      break;
    case 'apply.discarded':
      discardApply(core, event.task);
      break;
    case 'task.cancelRequested':
      cancelTask(core, event.task);
      break;
    case 'workspace.locked':
      lockWorkspace(core, event.workspace);
      break;
    case 'workspace.unlocked':
      unlockWorkspace(core, event.workspace);
      break;
    case 'pool.unfrozen':
      core.store.unfrozenUntil[event.pool] = event.until;
      scaleNow(core, core.pool(event.pool), 'scale-check');
      break;
    case 'store.queryFailing':
      core.failing.set(event.query, event.mode);
      break;
    case 'store.queryRestored':
      core.failing.delete(event.query);
      break;
    case 'server.started':
      start(core);
      break;
    case 'server.restarted':
      restart(core, event.agents);
      break;
  }
}

/** After every event: what may be tried now is tried, and what is pending gets its timers. */
function settle(core: Core): void {
  const { fresh, pools } = core;
  for (let at = 0; at < pools.length; at += 1) {
    const pool = pools[at] as PoolState;
    if (pool.dispatchDue) dispatchDue(core, pool);
  }
  if (fresh.length > 0) {
    // Attempts may queue further tasks: the list grows while it is walked.
    for (let at = 0; at < fresh.length; at += 1) tryFresh(core, fresh[at] as Task);
    // Nearly always one: popping is cheaper than setting a length.
    while (fresh.length > 0) fresh.pop();
  }
  for (let at = 0; at < pools.length; at += 1) {
    const pool = pools[at] as PoolState;
    armDeadlines(core, pool);
    if (pool.taskMoved) armReaction(core, pool);
  }
}

/** The first try of a task that has just become pending: by then the pass has taken it, or it says why not. */
function tryFresh(core: Core, task: Task): void {
  const queues = core.store.queuesOf(task);
  if (task.list === null || !(queues.isQueue(task.list) || mayGo(core, queues, task))) return;
  const pool = core.pool(task.pool);
  if (pool.config.dispatch.mode === 'retry-timer') attempt(core, pool, task.workspace);
  else if (pool.recovery === 'done') fail(core, pool, task, whyNot(core, pool, task));
}

function timerDue(core: Core, job: TimerJob): void {
  const pool = core.pool(job.pool);
  switch (job.kind) {
    case 'tick':
      tick(core, pool);
      break;
    case 'scale-check':
      scaleNow(core, pool, 'scale-check');
      break;
    case 'reaction':
      pool.reactionArmed = false;
      scaleNow(core, pool, 'task-event');
      break;
    case 'freeze-end':
      scaleNow(core, pool, 'freeze-end');
      watchFreezeEnd(core, pool);
      break;
    case 'retry':
      // One that an earlier one has overtaken is void: a workspace has one retry at a time. It may be heard late: on a real clock, or
      // since the server stood still.
      if ((pool.retryAt.get(job.workspace) ?? Number.POSITIVE_INFINITY) > core.now) break;
      pool.retryAt.delete(job.workspace);
      attempt(core, pool, core.store.workspace(job.workspace));
      break;
    case 'send-retry':
      sendRetryDue(core, job.task);
      break;
    case 'monitor':
      pool.monitorArmed = false;
      monitor(core, pool);
      break;
    case 'deadline':
      deadlineDue(core, pool, job.deadline);
      break;
    case 'lost-check':
      checkLost(core, pool, job.pod);
      break;
  }
}

function createFailed(core: Core, pool: PoolState, pod: Pod, certain: boolean): void {
  if (!certain) {
    pod.uncertain = true;
    return;
  }
  dropPod(core, pool, pod);
  forgetGiven(core, pod.id);
}

/** News of a pod that has left the table is dropped. Any other may let tasks in, so searches look at the pod again. */
function withPod(core: Core, id: PodId, act: (pool: PoolState, pod: Pod) => void): void {
  const found = core.findPod(id);
  if (found === null) return;
  found.pool.pods.changed(found.pod);
  act(found.pool, found.pod);
}
