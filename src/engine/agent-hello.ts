import type { Core, PoolState } from './core.ts';
import { sendClaims } from './dispatcher.ts';
import type { AgentConnected, EngineEvent } from './event.ts';
import { type PodId, taskId } from './ids.ts';
import { loseSend, loseTask } from './lost-agents.ts';
import { isConnected, type Pod } from './pod-table.ts';
import type { Task } from './task-store.ts';
import { taskAccepted, taskFinished, taskPlanned, tasksOf, unsend } from './work.ts';

/**
 * An agent connects: what it finished is taken, what it runs is compared with the books, what was claimed for it is sent.
 * It may be faster than the first list after a restart, or the list was old: then its hello waits for its pod.
 */
export function hello(core: Core, event: AgentConnected): void {
  const found = core.findPod(event.pod);
  if (found !== null) agentConnected(core, found.pool, found.pod, event);
  else core.hellos.set(event.pod, { ...event, lastBeatAt: event.at, silent: false });
}

/**
 * Another process speaks for the pod from now on. That something is not in its hello proves nothing: the one before may have begun it,
 * and its answer may have been lost.
 */
export function agentReplaced(core: Core, id: PodId): void {
  for (const { sent } of core.store.queues) for (const task of sent) if (task.pod === id) loseSend(core, task);
}

/**
 * Of a pod that leaves the table because a list does not have it. The list may be old, and an agent that stays connected does not say
 * hello again: what it would say is kept until the pod is listed, or the connection ends.
 */
export function keepHello(core: Core, pod: Pod): void {
  if (!isConnected(pod)) return;
  const running = tasksOf(core, pod).filter((task) => task.state === 'running');
  core.hellos.set(pod.id, {
    kind: 'agent.connected',
    at: pod.connectedAt,
    pod: pod.id,
    running: running.map((task) => task.attempt),
    finished: [],
    lastBeatAt: pod.lastBeatAt,
    silent: pod.silent,
  });
}

/** What is heard, or no longer heard, of an agent whose pod is not listed. */
export function keepBeat(core: Core, event: Extract<EngineEvent, { kind: 'agent.silent' | 'agent.heard' }>): void {
  const waiting = core.hellos.get(event.pod);
  if (waiting === undefined) return;
  core.hellos.set(event.pod, { ...waiting, lastBeatAt: event.lastBeatAt, silent: event.kind === 'agent.silent' });
}

/** The hellos of pods that are listed now. */
export function takeHellos(core: Core, pool: PoolState): void {
  for (const pod of pool.pods.pods) {
    const waiting = core.hellos.get(pod.id);
    if (waiting === undefined) continue;
    core.hellos.delete(pod.id);
    agentConnected(core, pool, pod, waiting);
    pod.lastBeatAt = waiting.lastBeatAt;
    pod.silent = waiting.silent;
  }
}

function agentConnected(core: Core, pool: PoolState, pod: Pod, event: AgentConnected): void {
  pod.agent = 'connected';
  pod.silent = false;
  pod.lastBeatAt = event.at;
  pod.connectedAt = event.at;
  pod.agentlessSince = -1;
  pool.pods.changed(pod);
  Object.assign(pool.unhealthy, { restarts: 0, nextAt: 0, givenUp: false });
  for (const result of event.finished) {
    if (result.kind === 'planned') taskPlanned(core, result.task, result.attempt, result.hasChanges);
    else taskFinished(core, result.task, result.attempt, result.outcome);
  }
  settleAttempts(core, pool, pod, event);
  sendClaims(core, pool, pod);
  pool.dispatchDue = true;
}

/** Compares what the agent runs with what the books say it runs. */
function settleAttempts(core: Core, pool: PoolState, pod: Pod, event: AgentConnected): void {
  const expected = runningOn(core, pool, pod);
  for (const task of expected) {
    if (event.running.includes(task.attempt)) {
      taskAccepted(core, task.id, task.attempt);
      // It may not have heard that it is to stop.
      if (task.stopping !== null) core.tellToStop(task);
    } else if (task.accepted) loseTask(core, task);
    else unsend(core, task, 'not-delivered');
  }
  for (const attempt of event.running) {
    if (expected.some((task) => task.attempt === attempt)) continue;
    // Work that was given up: the agent must not go on with it.
    core.perform({ kind: 'task.cancel', at: core.now, task: NOBODY, pod: pod.id, attempt });
  }
}

/** Before slots are rebuilt only the store knows what runs where. */
function runningOn(core: Core, pool: PoolState, pod: Pod): readonly Task[] {
  if (pool.recovery === 'done') return tasksOf(core, pod).filter((task) => task.state === 'running');
  const { sent, running } = core.queues(pool);
  return [...sent, ...running].filter((task) => task.pod === pod.id);
}

const NOBODY = taskId(-1);
