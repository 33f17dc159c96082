import type { Policy } from '../../policy.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { acquiredSlots } from './acquired-slots.ts';

interface PausePodsParameters {
  readonly idleCount: number;
  /** Pause pods per active job; 0 = off. */
  readonly scaleFactor: number;
  /** Most pause pods by scaleFactor; 0 = unlimited. */
  readonly scaleFactorLimit: number;
  /** Most pause pods; 0 = unlimited. */
  readonly maxPausePods: number;
  readonly idleTime: number;
  readonly demand: Demand;
}

/** As after a start of the runner manager, both are 0. */
interface HeadroomMemory {
  last: number;
  allowDownAt: number;
}

/**
 * ⌈(J + h) / N⌉ pods: J active jobs, h headroom in slots, N slots per pod. A runner takes every job it is offered and makes a pod for
 * it, so J = running + reserved + waiting. A pause pod keeps the room of one job, so h slots stand for h pause pods.
 * x = max(idleCount, min(⌈scaleFactor · J⌉, scaleFactorLimit)), at most maxPausePods. x ≥ last → h = x, and no lower for idleTime;
 * x < last → h = last until then, afterwards x, and again no lower for idleTime. Every 10 s.
 *
 * Source: gitlabhq/gitlab-runner @ d79f3e7b8, executors/kubernetes/autoscaler/{pause_pod_manager,policy}.go (Runner 18.10). Where ours
 * differs: pause pods hold room on nodes while job pods still have to start, here the headroom is agents that are ready, so it is worth
 * more; the policies' periods of the day are not here (upstream the last that matches wins, so that an example of its documentation,
 * with an entry for all times at its end, never keeps a pod).
 *
 * Behaves badly when the number of jobs flickers: every visit of the higher level, even an equal one, starts idleTime anew, so the
 * headroom of the highest minute stays (`scenarios/policies/gitlab-pause-pods-held-headroom.yaml`).
 * Wants one job per pod (`agent.maxTasks: 1`).
 */
export const gitlabPausePods: Policy<PausePodsParameters, HeadroomMemory> = {
  name: 'gitlab-pause-pods',
  summary: 'Room for all jobs and a headroom that falls late (GitLab Runner, pause pods of the Kubernetes executor).',
  parameters: [
    { name: 'idleCount', kind: 'count', default: 0, min: 0, summary: 'Slots to keep free.' },
    {
      name: 'scaleFactor',
      kind: 'number',
      default: 0,
      min: 0,
      summary: 'Free slots for each active job, rounded up; 0 = off.',
    },
    {
      name: 'scaleFactorLimit',
      kind: 'count',
      default: 0,
      min: 0,
      summary: 'Most free slots by scaleFactor; 0 = unlimited.',
    },
    { name: 'maxPausePods', kind: 'count', default: 0, min: 0, summary: 'Most free slots at all; 0 = unlimited.' },
    {
      name: 'idleTime',
      kind: 'duration',
      default: 300_000,
      min: 0,
      summary: 'The headroom falls so long after it was last wanted.',
    },
    demandParameter('raw'),
  ],
  nativePeriodMs: 10_000,
  origin: {
    source: 'gitlabhq/gitlab-runner @ d79f3e7b8, executors/kubernetes/autoscaler/pause_pod_manager.go',
    actuation: 'one-task-pods',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ last: 0, allowDownAt: 0 }),
  decide(signals, memory, parameters) {
    const { count } = signals.pods;
    const waiting = waitingTasks(signals, parameters.demand);
    if (waiting === null) {
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } }), memory };
    }
    const jobs = acquiredSlots(signals) + waiting;
    const wanted = headroom(jobs, parameters);
    const isHeld = wanted < memory.last && signals.now < memory.allowDownAt;
    if (!isHeld) {
      memory.last = wanted;
      memory.allowDownAt = signals.now + parameters.idleTime;
    }
    const figures = { jobs, wantedHeadroom: wanted, headroom: memory.last, pods: count };
    const pods = Math.ceil((jobs + memory.last) / signals.slotsPerPod);
    const text = isHeld
      ? `${jobs} jobs and ${memory.last} free slots, although ${wanted} would do: the headroom falls later`
      : `${jobs} jobs and ${wanted} free slots`;
    const decision = scaleTo(signals, pods, { rule: isHeld ? 'headroom-held' : 'headroom', text, figures });
    if (!isHeld || decision.reason.limitedBy !== null) return { decision, memory };
    return { decision: { ...decision, reason: { ...decision.reason, limitedBy: 'cooldown' } }, memory };
  },
};

function headroom(jobs: number, parameters: PausePodsParameters): number {
  const { idleCount, scaleFactor, scaleFactorLimit, maxPausePods } = parameters;
  const scaled = scaleFactor > 0 ? Math.ceil(scaleFactor * jobs) : 0;
  const wanted = Math.max(idleCount, scaleFactorLimit > 0 ? Math.min(scaled, scaleFactorLimit) : scaled);
  return maxPausePods > 0 ? Math.min(wanted, maxPausePods) : wanted;
}
