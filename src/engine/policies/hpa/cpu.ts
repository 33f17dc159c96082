import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { livePods } from '../live-pods.ts';
import { type BehaviorParameters, behaviorParameters } from './behavior.ts';
import { freshHistory, type HpaMemory } from './history.ts';
import { type Proposal, reconcile } from './reconcile.ts';
import { isTolerated, TOLERANCE, type ToleranceParameters } from './tolerance.ts';

export interface CpuParameters extends BehaviorParameters, ToleranceParameters {
  /** Per cent of the requests. */
  readonly target: number;
  readonly podsThatStart: 'left-out' | 'before-1.16';
}

/**
 * An HPA on CPU utilization. A busy slot stands for its part of the pod's request: K ready pods (agent connected), B busy slots on them, N
 * slots per pod, E pods that live and are not ready. u(k) = trunc(100 · B / (k · N)) per cent, ratio = u(K) / target.
 * No ready pod → the metric fails. No E, or ratio ≤ 1: tolerated → the present replicas, otherwise ⌈ratio · K⌉. E and ratio > 1: those
 * not ready count as idle, ratio' = u(K + E) / target; tolerated or below 1 → the present replicas, otherwise ⌈ratio' · (K + E)⌉, unless
 * that is fewer than now. `podsThatStart: before-1.16`: E and ratio < 1 → those not ready count as busy, ratio' = u' / target with all
 * their slots in B; tolerated or above 1 → the present replicas, otherwise ⌈ratio' · (K + E)⌉. Then stabilization, rate limits and bounds as in `reconcile`.
 *
 * Source: omerap12/kubernetes @ a769d588 (k/k master), pkg/controller/podautoscaler/replica_calculator.go, `GetResourceReplicas`; `groupPods`
 * with samples that are never missing or late, and every pod whose agent is not connected unready. Real CPU follows a task less
 * closely than a slot does: a plan that waits for a cloud's API takes none, which makes a real one worse than this. Behaves badly
 * under a queue, which it does not see: full pods are 100 %, however much waits, so that a pool grows by a quarter at most, and
 * only when the last pods are ready; and at the end it shrinks under work, as little as one task in a pod of many slots.
 */
export const hpaCpu: Policy<CpuParameters, HpaMemory> = {
  name: 'hpa-cpu',
  summary: 'HPA on CPU utilization, a busy slot standing for its part of the request: it does not see the queue.',
  parameters: [
    {
      name: 'target',
      kind: 'count',
      default: 80,
      min: 1,
      max: 1000,
      summary: 'Utilization to keep, in per cent of what the pods request.',
    },
    {
      name: 'podsThatStart',
      kind: 'choice',
      choices: ['left-out', 'before-1.16'],
      default: 'left-out',
      summary:
        'When it would shrink pods without samples are left out, or taken for fully busy (before Kubernetes 1.16).',
    },
    ...TOLERANCE,
    ...behaviorParameters('rules'),
  ],
  nativePeriodMs: 15_000,
  origin: {
    source: 'kubernetes/kubernetes (omerap12/kubernetes @ a769d588), pkg/controller/podautoscaler',
    actuation: 'blind-replicas',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: freshHistory,
  decide(signals, memory, parameters) {
    const bounds = { min: Math.max(signals.min, 1), max: signals.max, scaleToZero: false };
    const { pods, reason } = reconcile(signals, memory, { bounds, parameters }, (replicas) =>
      propose(signals, replicas, parameters),
    );
    return { decision: { kind: 'scale-to', pods, reason }, memory };
  },
};

function propose(signals: Signals, replicas: number, parameters: CpuParameters): Proposal {
  const ready = signals.pods.connected;
  const unready = livePods(signals) - ready;
  const busy = signals.connectedSlots.used;
  if (ready === 0) {
    const text = 'no pod is ready, so there is no sample: no change';
    return { replicas: null, text, figures: { readyPods: 0, unreadyPods: unready }, isTolerated: false };
  }
  const utilization = percent(busy, ready * signals.slotsPerPod);
  const ratio = utilization / parameters.target;
  const figures = { utilization, target: parameters.target, readyPods: ready, unreadyPods: unready };
  const asked = `${ready} ready pods are at ${utilization} % of ${parameters.target} %`;
  const grows = ratio > 1;
  if (unready === 0 || !(grows || (ratio < 1 && parameters.podsThatStart === 'before-1.16'))) {
    if (isTolerated(ratio, parameters)) return kept(replicas, `${asked}: that is tolerated`, figures, ratio !== 1);
    return { replicas: Math.ceil(ratio * ready), text: asked, figures, isTolerated: false };
  }
  // What gives no sample is taken to be on the safe side: idle when it would grow, busy when it would shrink.
  const all = ready + unready;
  const guessed = percent(grows ? busy : busy + unready * signals.slotsPerPod, all * signals.slotsPerPod);
  const ratioOfAll = guessed / parameters.target;
  const text = `${asked}, with the ${unready} that start ${guessed} %`;
  const tolerated = isTolerated(ratioOfAll, parameters);
  if (tolerated || ratioOfAll > 1 !== grows) return kept(replicas, text, figures, tolerated);
  const needed = Math.ceil(ratioOfAll * all);
  const turnsAround = grows ? needed < replicas : needed > replicas;
  return turnsAround ? kept(replicas, text, figures, false) : { replicas: needed, text, figures, isTolerated: false };
}

const kept = (replicas: number, text: string, figures: Proposal['figures'], isHeld: boolean): Proposal => ({
  replicas,
  text,
  figures,
  isTolerated: isHeld,
});

/** Whole per cent, cut, as `GetResourceUtilizationRatio` does with integers. */
const percent = (busy: number, slots: number): number => Math.trunc((busy * 100) / slots);
