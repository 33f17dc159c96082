import type { Limit, Reason } from '../../note.ts';
import type { Policy } from '../../policy.ts';
import type { Queried, Signals } from '../../signals.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { UNAVAILABLE } from '../platform-reasons.ts';

/** Durations in ms. */
export interface HcpAgentPoolParameters {
  readonly demand: Demand;
  readonly planOnly: 'each' | 'by-workspace';
  readonly countUnconfirmed: boolean;
  readonly cooldown: number;
  readonly scaleUpCooldown: number;
  readonly scaleDownCooldown: number;
}

export interface HcpAgentPoolMemory {
  /** spec.replicas of the deployment, status.desired; null before the first decision. */
  replicas: number | null;
  lastScalingAt: number | null;
}

/**
 * required = plan-only tasks (plan, drift_check) + workspaces with an active plan_and_apply, queued or running, one agent each; what
 * waits for a person or behind its own workspace does not count.
 * x = min if required ≤ min, else max if required ≥ max, else required. Where x differs from the replicas and the last scaling, in
 * either direction, is younger than the cooldown (whole seconds): as before. The cooldown is `cooldown`; `scaleDownCooldown` where that
 * is given, upwards too; `scaleUpCooldown` where that is given and x is more. The first scaling has none.
 * A failed query leaves the replicas as they are.
 *
 * Source: hashicorp/hcp-terraform-operator @ 6c975cb (v2.12.0), internal/controller/agentpool_controller_autoscaling.go.
 * Ours: runnable plan_and_apply tasks are of different workspaces as it is, so they are counted by themselves (`demand: with-waiting`
 * counts every one); after an error the next tick tries again, not one of 15 s; the time of the last scaling is memory and not an
 * object's status, so a restart of the server forgets it. Legacy Terraform Enterprise (current runs, target workspaces) is left out.
 * Behaves badly at the cooldown's own period (one low moment drops the pool, and it may not grow for five minutes), and kills
 * agents at work when it shrinks (blind replicas; a grace period of 15 minutes is all that protects them).
 */
export const hcpAgentPool: Policy<HcpAgentPoolParameters, HcpAgentPoolMemory> = {
  name: 'hcp-agent-pool',
  summary:
    'HCP Terraform operator: an agent per plan-only run and per workspace with another one, with a shared cooldown.',
  parameters: [
    demandParameter('runnable'),
    {
      name: 'planOnly',
      kind: 'choice',
      choices: ['each', 'by-workspace'],
      default: 'each',
      summary: 'Plan-only runs count one by one, or with all others of their workspace as one (before v2.11.0).',
    },
    {
      name: 'countUnconfirmed',
      kind: 'boolean',
      default: false,
      summary: 'Runs that wait for a person count, too (before v2.10.0).',
    },
    { name: 'cooldown', kind: 'duration', default: 300_000, min: 0, summary: 'Least time between two scalings.' },
    {
      name: 'scaleUpCooldown',
      kind: 'duration',
      default: 0,
      min: 0,
      summary: 'Instead of `cooldown` where the pool grows; 0 = not given (1s is as good as none).',
    },
    {
      name: 'scaleDownCooldown',
      kind: 'duration',
      default: 0,
      min: 0,
      summary: 'Instead of `cooldown`, also where the pool grows unless `scaleUpCooldown` is given; 0 = not given.',
    },
  ],
  nativePeriodMs: 30_000,
  origin: {
    source:
      'hashicorp/hcp-terraform-operator @ 6c975cb (v2.12.0), internal/controller/agentpool_controller_autoscaling.go',
    actuation: 'blind-replicas',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ replicas: null, lastScalingAt: null }),
  decide(signals, memory, parameters) {
    const { now, min, max } = signals;
    const replicas = memory.replicas ?? signals.pods.count;
    memory.replicas = replicas;
    const required = requiredAgents(signals, parameters);
    const figures = { required, replicas, pods: signals.pods.count };
    const answer = (reason: Pick<Reason, 'rule' | 'text'>, limitedBy: Limit | null) => ({
      decision: {
        kind: 'scale-to',
        pods: memory.replicas ?? replicas,
        reason: { ...reason, figures, limitedBy },
      } as const,
      memory,
    });
    if (required === null) return answer({ rule: 'unavailable', text: UNAVAILABLE }, null);
    const wish = required <= min ? min : Math.min(required, max);
    const bound: Limit | null = wish > required ? 'min' : wish < required ? 'max' : null;
    const text = `${required} agents are required`;
    if (wish === replicas) return answer({ rule: 'enough', text: `${text}, and ${replicas} there are` }, bound);
    const cooldown = cooldownOf(wish > replicas, parameters);
    const left = memory.lastScalingAt === null ? 0 : cooldown / 1000 - Math.floor((now - memory.lastScalingAt) / 1000);
    if (left > 0) {
      return answer({ rule: 'cooldown', text: `${text}; the cooldown lasts ${Math.ceil(left)} s more` }, 'cooldown');
    }
    memory.replicas = wish;
    memory.lastScalingAt = now;
    return answer({ rule: 'required', text }, bound);
  },
};

/** ms. The one for shrinking holds for growth too unless that has its own. */
function cooldownOf(isGrowth: boolean, parameters: HcpAgentPoolParameters): number {
  if (isGrowth && parameters.scaleUpCooldown > 0) return parameters.scaleUpCooldown;
  return parameters.scaleDownCooldown > 0 ? parameters.scaleDownCooldown : parameters.cooldown;
}

/** null when the store did not answer. */
function requiredAgents(signals: Signals, parameters: HcpAgentPoolParameters): Queried<number> {
  const queued = waitingTasks(signals, parameters.demand);
  if (queued === null || signals.tasks.unblocked === null) return null;
  const unconfirmed = parameters.countUnconfirmed ? signals.tasks.applyPending : 0;
  const active = queued + signals.tasks.running;
  if (parameters.planOnly === 'each') return active + unconfirmed;
  const workspaces = new Set([...signals.unblockedTasks(), ...signals.runningTasks()].map((task) => task.workspace));
  // What the queue shows beyond the runnable tasks, blocked by their own workspaces, has no list: it counts one by one.
  return workspaces.size + queued - signals.tasks.unblocked + unconfirmed;
}
