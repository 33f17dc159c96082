import type { Policy } from '../../policy.ts';
import type { PodView, Signals } from '../../signals.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';

interface MachineIdleParameters {
  readonly idleCount: number;
  readonly idleTime: number;
  /** Idle machines per machine in use; 0 = off. */
  readonly idleScaleFactor: number;
  readonly idleCountMin: number;
  /** Most machines in creation at once; 0 = unlimited. */
  readonly maxGrowthRate: number;
  readonly demand: Demand;
}

/** Machines (= pods) so far: `total` has those that are being removed, too. */
interface Machines {
  idle: number;
  creating: number;
  inUse: number;
  total: number;
}

/**
 * A = idle + creating machines, U = machines with work. Too many idle ⇔ A ≥ idleCount, or f > 0 and A ≥ trunc(f · U) and
 * A ≥ idleCountMin (at least 1, or the pool would be locked at none).
 * Machines are walked from the oldest, counting as it goes: an idle one goes if `max` or more came before it, or if it has been idle for
 * longer than idleTime and too many idle came before it. Then machines are made while fewer than maxGrowthRate are in creation, fewer
 * than `max` exist, and not too many are idle. With idleCount 0 one is made for each waiting job instead, under the first two limits.
 *
 * Source: gitlabhq/gitlab-runner @ d79f3e7b8, executors/docker/machine/{idle_limit_strategy,provider}.go. Where ours differs: a machine
 * has one job upstream; here a pod with any slot in use is in use, and idleCount 0 makes ⌈jobs / N⌉ pods. MaxBuilds is `agent.maxTasks`;
 * periods of the day are not here. The walk says how many go, `victims` who.
 *
 * Behaves badly with idleCount > 0 when a burst comes: the queue is not looked at, since a runner asks for no job without an idle
 * machine. The pool grows by idleCount in every start-up time (`scenarios/policies/gitlab-machine-idle-burst.yaml`).
 */
export const gitlabMachineIdle: Policy<MachineIdleParameters, null> = {
  name: 'gitlab-machine-idle',
  summary: 'Keeps so many pods idle, or makes one for each job when that is 0 (GitLab Runner, docker+machine).',
  parameters: [
    {
      name: 'idleCount',
      kind: 'count',
      default: 0,
      min: 0,
      summary: 'Pods to keep idle, those that start included; 0 = on demand.',
    },
    {
      name: 'idleTime',
      kind: 'duration',
      default: 0,
      min: 0,
      summary: 'A pod beyond them goes when it was idle for longer.',
    },
    {
      name: 'idleScaleFactor',
      kind: 'number',
      default: 0,
      min: 0,
      summary: 'Idle pods for each pod in use, up to idleCount; 0 = off.',
    },
    {
      name: 'idleCountMin',
      kind: 'count',
      default: 0,
      min: 0,
      summary: 'The fewest idle pods under idleScaleFactor; at least 1.',
    },
    {
      name: 'maxGrowthRate',
      kind: 'count',
      default: 0,
      min: 0,
      summary: 'Most pods that start at once; 0 = unlimited.',
    },
    demandParameter('raw'),
  ],
  nativePeriodMs: 3_000,
  origin: {
    source: 'gitlabhq/gitlab-runner @ d79f3e7b8, executors/docker/machine/idle_limit_strategy.go',
    actuation: 'busy-aware',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory, parameters) {
    const { count } = signals.pods;
    const queue = waitingTasks(signals, parameters.demand);
    const isOnDemand = parameters.idleCount === 0;
    if (signals.podsStale || (isOnDemand && queue === null)) {
      const text = signals.podsStale ? 'the list of pods failed' : UNAVAILABLE;
      return { decision: hold({ rule: 'unavailable', text, figures: { pods: count } }), memory };
    }
    const machines: Machines = { idle: 0, creating: 0, inUse: 0, total: 0 };
    const removed = remove(signals, machines, parameters);
    const jobs = isOnDemand ? Math.ceil((queue ?? 0) / signals.slotsPerPod) : 0;
    const target = isOnDemand ? jobs : idleTarget(machines.inUse, parameters);
    const { idle, inUse } = machines;
    const made = create(signals, machines, target, parameters.maxGrowthRate);
    const figures = { idle, creating: machines.creating, inUse, removed, wantedIdle: target, queue, pods: count };
    const { rule, text } = describe({ made, removed, isOnDemand, idle, target });
    return { decision: scaleTo(signals, count - removed + made, { rule, text, figures }), memory };
  },
};

/** Counts the machines and returns how many go. */
function remove(signals: Signals, machines: Machines, parameters: MachineIdleParameters): number {
  let removed = 0;
  for (const pod of signals.listPods()) {
    const isIdle = pod.idleMs !== null;
    const goes =
      isIdle &&
      (machines.total >= signals.max ||
        (pod.idleMs > parameters.idleTime &&
          machines.idle + machines.creating >= idleTarget(machines.inUse, parameters)));
    machines.total += 1;
    if (goes) removed += 1;
    else if (isIdle) machines.idle += 1;
    else if (isInUse(pod)) machines.inUse += 1;
    else machines.creating += 1;
  }
  return removed;
}

/** Makes machines while that is allowed; returns how many. */
function create({ max }: Signals, machines: Machines, target: number, maxGrowthRate: number): number {
  let made = 0;
  const mayGrow = () => (maxGrowthRate === 0 || machines.creating < maxGrowthRate) && machines.total < max;
  while (mayGrow() && machines.idle + machines.creating < target) {
    machines.creating += 1;
    machines.total += 1;
    made += 1;
  }
  return made;
}

/** The number of available machines from which on there are too many. */
function idleTarget(inUse: number, { idleCount, idleScaleFactor, idleCountMin }: MachineIdleParameters): number {
  if (idleScaleFactor === 0) return idleCount;
  return Math.min(idleCount, Math.max(idleCountMin, 1, Math.trunc(inUse * idleScaleFactor)));
}

const isInUse = (pod: PodView): boolean => pod.slots.used + pod.slots.reserved > 0;

function describe(found: { made: number; removed: number; isOnDemand: boolean; idle: number; target: number }): {
  rule: string;
  text: string;
} {
  const { made, removed, isOnDemand, idle, target } = found;
  const wanted = isOnDemand ? `${target} wanted for the jobs that wait` : `${target} wanted idle`;
  if (made > 0)
    return { rule: isOnDemand ? 'on-demand' : 'too-few-idle', text: `${idle} pods are idle, ${wanted}: ${made} more` };
  if (removed > 0) return { rule: 'too-many-idle', text: `${removed} pods were idle for too long, ${wanted}` };
  return { rule: 'enough-idle', text: `${idle} pods are idle, ${wanted}` };
}
