import type { Reason } from '../../note.ts';
import type { Decision, Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { livePods } from '../live-pods.ts';
import { hold, UNAVAILABLE } from '../platform-reasons.ts';

export interface ArcScalesetParameters {
  readonly demand: Demand;
  /** ms */
  readonly emptyPoll: number;
}

export interface ArcScalesetMemory {
  /** The listener's: lost with it. Number of its last patch; the first is 0. */
  patchSeq: number;
  /** When it last had a message or an empty poll; null before. */
  polledAt: number | null;
  /** Tasks that arrived, began and ended since the server started, as of its last message. */
  arrivals: number;
  jobEvents: number;
  /** The patch that the controller goes by; target null before the first. */
  target: number | null;
  patchId: number;
  /** The patch under which runners were made last. */
  stampedId: number;
}

/**
 * Listener, at every message (a task arrived, began or ended) and after `emptyPoll` without one:
 * target = min(min + ⌈assigned / N⌉, max), assigned = queued + running tasks, N = slots per pod. `min` is the number of *idle* runners
 * to keep, not a floor; there is no other lower clamp. Patches are numbered 0, 1, 2, … (1 again after 2³¹ − 1); one that finds the
 * pool at rest (no task began or ended since the last, target as it was, and that is min) has number 0.
 * Controller, at every decision: runners = requested + pending + running + failed pods. It acts on a patch of number 0 always, on
 * another one until runners were made under it. Fewer than target: the missing ones are made at once. More: idle ones
 * are removed under number 0, else nothing: runners go by finishing their task.
 *
 * Source: actions/actions-runner-controller @ 2ee6b3b8, cmd/ghalistener/scaler/scaler.go and
 * controllers/actions.github.com/ephemeralrunnerset_controller.go; actions/scaleset @ 6ce0259, listener/listener.go.
 * Ours: the controller looks at ticks and messages, not whenever a runner changes; the server's assignment takes no time; a restart
 * loses the controller's stamp as well. The first patch of a new listener is number 0: a restart removes idle runners beyond target.
 * Behaves badly with failed runners that nobody clears away, since they count (`reaper: false`); after cancellations: what was
 * made for tasks that are gone stays until the pool is at rest; and where the figures show nothing assigned for two polls, while a task
 * is on its way to an idle runner: the pool seems at rest, and the runner goes (arc#4000).
 */
export const arcScaleset: Policy<ArcScalesetParameters, ArcScalesetMemory> = {
  name: 'arc-scaleset',
  summary: 'GitHub runner scale sets: idle runners plus one per assigned job; fewer only when the pool is at rest.',
  parameters: [
    demandParameter('raw'),
    {
      name: 'emptyPoll',
      kind: 'duration',
      default: 50_000,
      min: 0,
      summary: 'The listener hears that there is no news after so long without any.',
    },
  ],
  nativePeriodMs: 10_000,
  reactsWithinMs: 0,
  origin: {
    source: 'actions/actions-runner-controller @ 2ee6b3b8, cmd/ghalistener/scaler/scaler.go',
    actuation: 'one-task-pods',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({
    patchSeq: -1,
    polledAt: null,
    arrivals: 0,
    jobEvents: 0,
    target: null,
    patchId: 0,
    stampedId: -1,
  }),
  decide(signals, memory, parameters) {
    const { pods, tasks } = signals;
    const queued = waitingTasks(signals, parameters.demand);
    if (queued === null) {
      const figures = { running: tasks.running, pods: pods.count };
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures }), memory };
    }
    const assigned = queued + tasks.running;
    if (hasMessage(signals, memory, parameters)) patch(signals, memory, assigned);
    const target = memory.target ?? 0;
    const runners = livePods(signals) + pods.failed;
    const figures = { assigned, target, runners, failed: pods.failed, pods: pods.count, patchId: memory.patchId };
    if (signals.podsStale) {
      const text = `${target} runners are wanted, but the list of pods failed`;
      return { decision: hold({ rule: 'pods-unknown', text, figures }), memory };
    }
    const { pods: answer, ...reason } = reconcile(signals, memory, runners);
    const limitedBy = target === signals.max && target < wanted(signals, assigned) ? 'max' : null;
    const decision: Decision = { kind: 'scale-to', pods: answer, reason: { ...reason, figures, limitedBy } };
    return { decision, memory };
  },
};

const MAX_PATCH = 2 ** 31 - 1;

const wanted = ({ min, slotsPerPod }: Signals, assigned: number): number => min + Math.ceil(assigned / slotsPerPod);

function hasMessage(
  { now, totals }: Signals,
  memory: ArcScalesetMemory,
  { emptyPoll }: ArcScalesetParameters,
): boolean {
  if (memory.polledAt === null || now - memory.polledAt >= emptyPoll) return true;
  return totals.arrivals !== memory.arrivals || totals.starts + totals.completions !== memory.jobEvents;
}

function patch(signals: Signals, memory: ArcScalesetMemory, assigned: number): void {
  const { min, max, totals } = signals;
  const target = Math.min(wanted(signals, assigned), max);
  const jobEvents = totals.starts + totals.completions;
  const isAtRest = jobEvents === memory.jobEvents && target === memory.target && target === min;
  memory.patchSeq = memory.patchSeq === MAX_PATCH ? 1 : memory.patchSeq + 1;
  memory.patchId = isAtRest ? 0 : memory.patchSeq;
  memory.target = target;
  memory.polledAt = signals.now;
  memory.arrivals = totals.arrivals;
  memory.jobEvents = jobEvents;
}

/** What the runner set's controller makes of the patch. */
function reconcile(
  { pods }: Signals,
  memory: ArcScalesetMemory,
  runners: number,
): Pick<Reason, 'rule' | 'text'> & { pods: number } {
  const target = memory.target ?? 0;
  const wish = `${target} runners are wanted, ${runners} there are`;
  if (runners === target) return { pods: pods.count, rule: 'enough', text: wish };
  if (memory.patchId !== 0 && memory.patchId === memory.stampedId && runners > 0) {
    return { pods: pods.count, rule: 'patch-done', text: `${wish}; what patch ${memory.patchId} asked for was made` };
  }
  if (runners < target) {
    memory.stampedId = memory.patchId;
    const missing = target - runners;
    return { pods: pods.count + missing, rule: 'create', text: `${wish}: ${missing} more` };
  }
  if (memory.patchId !== 0) {
    return { pods: pods.count, rule: 'shrink-ignored', text: `${wish}; the others go by finishing` };
  }
  const left = Math.max(pods.count - (runners - target), 0);
  return { pods: left, rule: 'forced', text: `${wish}, and the pool is at rest: idle ones are removed` };
}
