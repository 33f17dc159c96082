import { type AskedPolicy, askProgram, decisionOf } from './asked-policy.ts';
import type { DeleteCause } from './command.ts';
import type { Core, PoolState } from './core.ts';
import type { PolicyAnswer } from './event.ts';
import { isFrozen } from './freeze.ts';
import { podId } from './ids.ts';
import { modifiedDecision } from './modified-decision.ts';
import type { Limit, Reason, ScaleTrigger } from './note.ts';
import { choosePod, isConnecting } from './placement.ts';
import { counts, isOnline, type Pod } from './pod-table.ts';
import type { Decision } from './policy.ts';
import { readSignals } from './read-signals.ts';
import type { Signals } from './signals.ts';
import { TASK_TYPES } from './task.ts';
import type { PoolQueues } from './task-store.ts';
import { podsToCordon, victims } from './victims.ts';

/** One decision: the policy's wish, then the guards in order, then the commands. Noted in any case, with its reason. A program's comes later. */
export function decide(core: Core, pool: PoolState, trigger: ScaleTrigger, isStale: boolean): void {
  const { policy, parameters, program } = pool.config.autoscaler.policy;
  noteIdleness(core, pool);
  const signals = readSignals(core, pool, isStale);
  if (program !== undefined) return askProgram(core, pool, program, { trigger, isStale, signals });
  const answer = policy.decide(signals, pool.policyMemory, parameters);
  pool.policyMemory = answer.memory;
  follow(core, pool, { trigger, isStale, signals, decision: answer.decision });
}

/** The answer to the pool's question has come: it is followed as things are now. */
export function takeAnswer(core: Core, pool: PoolState, { trigger, isStale }: AskedPolicy, answer: PolicyAnswer): void {
  const signals = readSignals(core, pool, isStale);
  follow(core, pool, { trigger, isStale, signals, decision: decisionOf(core, pool, answer, signals) });
}

interface DueDecision {
  readonly trigger: ScaleTrigger;
  readonly isStale: boolean;
  readonly signals: Signals;
  readonly decision: Decision;
}

/** The modifiers, the guards in order, the note, the commands. */
function follow(core: Core, pool: PoolState, due: DueDecision): void {
  const { trigger, isStale, signals } = due;
  const decision = modifiedDecision(pool, signals, due.decision);
  const from = signals.pods.count;
  const wish = decision.kind === 'hold' ? from : decision.pods;
  const { target, limitedBy } = guard(core, pool, signals, wish);
  const reason: Reason = {
    rule: decision.reason.rule,
    text: decision.reason.text,
    figures: isStale ? { ...decision.reason.figures, stale: 1 } : decision.reason.figures,
    limitedBy: limitedBy ?? decision.reason.limitedBy,
  };
  note(core, pool, { trigger, from, to: target, reason });
  carryOut(core, pool, from, target, signals.frozen ? 'freeze' : 'scale-down');
}

/** Brings the pool up to `min` without asking the policy: at start, at the end of a freeze and on the immediate check. */
export function ensureMin(core: Core, pool: PoolState, trigger: ScaleTrigger): void {
  const { config } = pool;
  if (!config.autoscaler.ensureMin || isFrozen(core, pool)) return;
  const from = pool.pods.pods.filter((pod) => counts(pod, config)).length;
  if (from >= config.min) return;
  const reason: Reason = {
    rule: 'ensure-min',
    text: `${from} pods are fewer than min ${config.min}`,
    figures: { pods: from, min: config.min },
    limitedBy: null,
  };
  note(core, pool, { trigger, from, to: config.min, reason });
  carryOut(core, pool, from, config.min, 'scale-down');
}

/** Asks for a new pod. */
function createPod(core: Core, pool: PoolState): void {
  const id = podId(core.store.nextPod);
  core.store.nextPod += 1;
  pool.pods.add({ id, pool: pool.id, createdAt: core.now });
  // A claim may be made on it at once.
  pool.dispatchDue = true;
  core.perform({ kind: 'pod.create', at: core.now, pool: pool.id, pod: id });
}

export function deletePod(core: Core, pod: Pod, cause: DeleteCause): void {
  if (pod.terminating) return;
  pod.terminating = true;
  core.perform({ kind: 'pod.delete', at: core.now, pod: pod.id, cause });
}

/** What keeps the policy's wish from being carried out as it is. */
function guard(
  core: Core,
  pool: PoolState,
  signals: Signals,
  wish: number,
): { target: number; limitedBy: Limit | null } {
  const { config } = pool;
  const count = signals.pods.count;
  if (signals.frozen) return { target: 0, limitedBy: 'freeze' };
  let target = wish;
  let limitedBy: Limit | null = null;
  if (target > config.max) {
    target = config.max;
    limitedBy = 'max';
  }
  if (target > count && config.autoscaler.waitForConnecting && !mayGrow(core, pool)) {
    return { target: count, limitedBy: 'wait-for-connecting' };
  }
  if (target < count && config.autoscaler.protectRunning && signals.tasks.running > 0) {
    return { target: count, limitedBy: 'protect-running' };
  }
  return { target, limitedBy };
}

/**
 * Report 604's second remedy: new pods only when there are none, or when every pod's agent is connected (or overdue) and the
 * work that waits finds no room on them.
 */
function mayGrow(core: Core, pool: PoolState): boolean {
  const { config } = pool;
  const pods = pool.pods.pods.filter((pod) => counts(pod, config));
  if (pods.length < Math.max(config.min, 1)) return true;
  if (pods.some((pod) => isConnecting(pod, config, core.now))) return false;
  const queues = core.queues(pool);
  return (
    TASK_TYPES.some((type) => isWaiting(queues, type) && choosePod(pool.pods, type, config, core.now) === null) ||
    pool.pods.freeUnits === 0
  );
}

function isWaiting(queues: PoolQueues, type: (typeof TASK_TYPES)[number]): boolean {
  if (type === 'plan') return queues.plans.first !== null;
  if (type === 'drift_check') return queues.driftChecks.first !== null;
  return queues.planAndApplies.first !== null || queues.applies.first !== null;
}

function note(
  core: Core,
  pool: PoolState,
  made: { trigger: ScaleTrigger; from: number; to: number; reason: Reason },
): void {
  const { trigger, from, to, reason } = made;
  const onlineUtilization = to > from ? utilizationOfOnline(pool) : null;
  core.note({ kind: 'scale.decided', at: core.now, pool: pool.id, trigger, from, to, reason, onlineUtilization });
}

/** (running + reserved) / total slots of online agents; the capacity report wants it above 0.7 when a pool grows. */
function utilizationOfOnline(pool: PoolState): number | null {
  const online = pool.pods.pods.filter((pod) => isOnline(pod) && counts(pod, pool.config));
  if (online.length === 0) return null;
  const used = online.reduce((sum, pod) => sum + pod.running + pod.reserved, 0);
  return used / (online.length * pool.config.agent.slots);
}

function carryOut(core: Core, pool: PoolState, from: number, target: number, cause: 'scale-down' | 'freeze'): void {
  const { config } = pool;
  const surplus = Math.max(from - target, 0);
  // In a freeze work still goes to living pods, so none is cordoned.
  const rule = cause === 'freeze' ? 'idle-only' : config.autoscaler.victims;
  if (config.autoscaler.victims === 'drain') cordon(core, pool, rule === 'drain' ? surplus : 0);
  if (target > from) {
    pool.lastScaleUpAt = core.now;
    for (let missing = target - from; missing > 0; missing -= 1) createPod(core, pool);
  } else if (surplus > 0) {
    const chosen = victims(pool.pods.pods, surplus, { config, rule });
    if (chosen.length > 0) pool.lastScaleDownAt = core.now;
    for (const pod of chosen) deletePod(core, pod, cause);
  }
}

/** Keeps exactly the surplus cordoned: a pool that wants its pods back uncordons them first. */
function cordon(core: Core, pool: PoolState, surplus: number): void {
  const wanted = new Set(podsToCordon(pool.pods.pods, surplus, pool.config));
  for (const pod of pool.pods.pods) {
    if (pod.terminating || pod.cordoned === wanted.has(pod)) continue;
    pod.cordoned = !pod.cordoned;
    pool.pods.changed(pod);
    if (!pod.cordoned) pool.dispatchDue = true;
    core.note({ kind: 'pod.cordoned', at: core.now, pod: pod.id, cordoned: pod.cordoned });
  }
}

/** `idleSince` = the first decision that saw no work at all. */
function noteIdleness(core: Core, pool: PoolState): void {
  const { unblocked, blocked, running, sent, unconfirmed, confirmed } = core.queues(pool);
  const work = unblocked + blocked + running.size + sent.size + unconfirmed.size + confirmed.size;
  if (work > 0) pool.idleSince = null;
  else if (pool.idleSince === null) pool.idleSince = core.now;
}
