import type { Policy } from '../../policy.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';

interface AgentStackParameters {
  /** Most jobs with an unfinished pod at once; 0 = unlimited. */
  readonly maxInFlight: number;
  readonly demand: Demand;
}

/**
 * new = min(⌈J / N⌉, T) pods, T = maxInFlight − I tokens (unlimited at 0). Answers count + new, never less.
 * J = max(0, Q − S): jobs without a pod. Q waiting tasks, S slots of pods that nobody has come to yet (the deduper makes one pod for
 * each job, so a pod that starts is spoken for), I unfinished pods, N slots per pod. Every second.
 *
 * Source: buildkite/agent-stack-k8s @ a5d56d1, internal/controller/{monitor,deduper,limiter,scheduler}. The limiter is a bucket of
 * tokens: one is taken for each pod and comes back when the pod has finished or is deleted; at a restart one is taken for each pod
 * that is there. So what is in flight can be counted instead of remembered.
 * Where ours differs: a pod is bound to no job, so one whose job was cancelled takes another instead of being deleted; jobs are not
 * ordered by priority, since the dispatcher chooses; the client's limit of 10 requests a second is not there.
 *
 * Behaves badly when finished pods are not noticed (`reaper: false`): their tokens never come back, and in the end nothing is made
 * (agent-stack-k8s#302, #539). Pods that cannot start hold tokens, too. It never removes a pod: it wants `agent.maxTasks: 1`.
 */
export const buildkiteAgentStack: Policy<AgentStackParameters, null> = {
  name: 'buildkite-agent-stack',
  summary: 'A pod for each waiting job while tokens last; never removes one (Buildkite agent-stack-k8s).',
  parameters: [
    {
      name: 'maxInFlight',
      kind: 'count',
      default: 25,
      min: 0,
      summary: 'Most pods that are not finished; 0 = unlimited.',
    },
    demandParameter('raw'),
  ],
  nativePeriodMs: 1_000,
  origin: {
    source: 'buildkite/agent-stack-k8s @ a5d56d1, internal/controller',
    actuation: 'one-task-pods',
  },
  // Raw demand counts blocked tasks, and pods that are lost for now count as spoken for.
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => null,
  decide(signals, memory, { maxInFlight, demand }) {
    const { count } = signals.pods;
    const queue = waitingTasks(signals, demand);
    if (queue === null) {
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } }), memory };
    }
    const open = signals.slots.idle;
    const wanted = Math.ceil(Math.max(0, queue - open) / signals.slotsPerPod);
    const tokens = maxInFlight === 0 ? Number.POSITIVE_INFINITY : Math.max(0, maxInFlight - count);
    const made = Math.min(wanted, tokens);
    const figures = { queue, openSlots: open, inFlight: count, tokens: maxInFlight === 0 ? 'unlimited' : tokens };
    if (wanted === 0) {
      const text = queue === 0 ? 'no job waits' : `the ${queue} waiting jobs have pods that can take them`;
      return { decision: scaleTo(signals, count, { rule: 'no-new-jobs', text, figures }), memory };
    }
    const rule = made === wanted ? 'new-jobs' : made === 0 ? 'no-token' : 'tokens';
    const text =
      made === wanted
        ? `${queue - open} jobs have no pod: ${made} more`
        : `${queue - open} jobs have no pod, ${made} of ${wanted} pods get a token: ${count} of ${maxInFlight} are in flight`;
    return { decision: scaleTo(signals, count + made, { rule, text, figures }), memory };
  },
};
