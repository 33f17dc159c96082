import type { Limit, Reason } from '../../note.ts';
import type { Decision, Policy } from '../../policy.ts';
import type { Queried, Signals } from '../../signals.ts';
import { waitingTasks } from '../demand.ts';
import { clamped } from '../platform-reasons.ts';
import { BucketWindow } from './bucket-window.ts';
import { DelayWindow } from './delay-window.ts';
import { KPA_PARAMETERS, type KpaParameters } from './kpa-parameters.ts';
import { type PanicState, type Wish, wishOf } from './panic.ts';
import { type Activity, noteActivity, noteProxy, scaleToZero, type ZeroAnswer } from './scale-to-zero.ts';

/**
 * Concurrency = running + queued tasks, sampled every second into two windows (stable 60 s, panic 6 s); a decision every two
 * seconds by `wishOf` (panic.ts), then the scale-down delay, min, max, and `scaleToZero`. Ready pods are connected ones.
 *
 * Source: knative/serving @ 98e5ef90aa, pkg/autoscaler/scaling, pkg/reconciler/autoscaling/kpa.
 * Ours: one tick a second samples, every other one decides, and while there are no pods any sample above 0 does (the original's
 * poke). Ticks that are further apart stand for the seconds since the tick before: with `every: 10s` the panic window is one
 * sample and the stable one six. Nothing is sampled while there is neither a ready pod nor work. What the original keeps
 * in objects (replicas, whether the pool is active) is taken from the pods after a restart.
 * Behaves badly with one slot per pod (one task of one asks for two pods, and 2 ≥ 2 is panic), with pods that start slowly
 * (few ready ones keep the panic up while the backlog grows), and after a panic (what it held goes by halves every two seconds).
 */
export const knativeKpa: Policy<KpaParameters, KpaMemory> = {
  name: 'knative-kpa',
  summary: "Knative's pod autoscaler: tasks per pod over a slow and a fast window, and a panic that never shrinks.",
  parameters: KPA_PARAMETERS,
  nativePeriodMs: 1000,
  origin: { source: 'knative/serving @ 98e5ef90aa, pkg/autoscaler/scaling/autoscaler.go', actuation: 'blind-replicas' },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ running: null }),
  decide(signals, memory, parameters) {
    memory.running ??= begin(signals, parameters);
    const kpa = memory.running;
    const concurrency = sample(signals, kpa, parameters);
    const step = Math.floor(signals.now / DECISION_MS);
    const isPoked = kpa.replicas === 0 && concurrency !== null && concurrency > 0;
    if (step === kpa.decidedStep && !isPoked) return { decision: between(signals, kpa, concurrency), memory };
    kpa.decidedStep = step;
    return { decision: conclude(signals, kpa, parameters, concurrency), memory };
  },
};

/** null before the first decision. */
export interface KpaMemory {
  running: Kpa | null;
}

interface Kpa {
  /** spec.replicas */
  replicas: number;
  /** The last valid wish after the scale-down delay; null before there was one. */
  wish: number | null;
  readonly stable: BucketWindow;
  readonly panic: BucketWindow;
  readonly delay: DelayWindow | null;
  readonly panicState: PanicState;
  readonly activity: Activity;
  /** So many pods as `initialScale` have been ready once. */
  isInitialized: boolean;
  /** Second of the last call; -1 before it. */
  calledAt: number;
  /** The last interval of two seconds in which a decision fell; -1 before it. */
  decidedStep: number;
}

const DECISION_MS = 2000;

/** A new autoscaler that finds more than one ready pod starts in panic, so that a restart loses no capacity. */
function begin(signals: Signals, parameters: KpaParameters): Kpa {
  const { now, pods } = signals;
  const seconds = Math.round(parameters.stableWindow / 1000);
  const ready = signals.podsStale ? 0 : pods.connected;
  const state = pods.count === 0 ? 'inactive' : ready > 0 ? 'active' : 'activating';
  return {
    replicas: pods.count,
    wish: null,
    stable: new BucketWindow(seconds),
    panic: new BucketWindow(Math.max(1, Math.round((parameters.stableWindow * parameters.panicWindow) / 1000))),
    delay: parameters.scaleDownDelay > 0 ? new DelayWindow(parameters.scaleDownDelay) : null,
    panicState: { panicAt: ready > 1 ? now : null, maxPanicPods: ready },
    activity: { state, since: now, proxiedSince: null },
    isInitialized: false,
    calledAt: -1,
    decidedStep: -1,
  };
}

/** This second's concurrency, put into the windows for all seconds since the last call; null when the store did not answer. */
function sample(signals: Signals, kpa: Kpa, { demand }: KpaParameters): Queried<number> {
  const second = Math.floor(signals.now / 1000);
  const queued = waitingTasks(signals, demand);
  const concurrency = queued === null ? null : queued + signals.tasks.running;
  if (concurrency !== null && (concurrency > 0 || signals.pods.connected > 0)) {
    const from = kpa.calledAt < 0 ? second : Math.min(kpa.calledAt + 1, second);
    for (let at = from; at <= second; at += 1) {
      kpa.stable.record(at, concurrency);
      kpa.panic.record(at, concurrency);
    }
  }
  kpa.calledAt = second;
  return concurrency;
}

function between(signals: Signals, kpa: Kpa, concurrency: Queried<number>): Decision {
  const figures = { concurrency, pods: signals.pods.count, replicas: kpa.replicas };
  const text = `a sample between two decisions: ${kpa.replicas} replicas stay`;
  return { kind: 'scale-to', pods: kpa.replicas, reason: { rule: 'sample', text, figures, limitedBy: null } };
}

function conclude(signals: Signals, kpa: Kpa, parameters: KpaParameters, concurrency: Queried<number>): Decision {
  const { now, slotsPerPod: slots } = signals;
  const ready = signals.pods.connected;
  const second = Math.floor(now / 1000);
  const stableMean = kpa.stable.mean(second);
  const panicMean = kpa.panic.mean(second);
  const hasData = !(kpa.stable.isEmpty(second) && kpa.panic.isEmpty(second));
  const target = Math.max(0.01, slots * parameters.utilization);
  let made: Wish | null = null;
  let isDelayed = false;
  if (hasData && !signals.podsStale) {
    made = wishOf({ now, ready, stableMean, panicMean, target }, kpa.panicState, parameters);
    kpa.wish = kpa.delay === null ? made.pods : kpa.delay.largest(now, made.pods);
    isDelayed = kpa.wish > made.pods;
  }
  const bound = bounded(signals, kpa, parameters);
  const answer = bound === null ? UNKNOWN : scaleToZero(bound.pods, now, kpa.activity, parameters);
  if (!answer.keep) kpa.replicas = answer.want ?? kpa.replicas;
  noteProxy(kpa.activity, { now, want: answer.want, ready, slots, panicMean }, parameters.targetBurstCapacity);
  const minReady = Math.max(fewest(signals, kpa, parameters), 1);
  if (ready >= minReady) kpa.isInitialized = true;
  noteActivity(kpa.activity, { now, want: answer.want, ready, minReady });
  const reason: Omit<Reason, 'limitedBy'> = {
    rule: ruleOf(made, answer, signals.podsStale),
    text: textOf(made, answer, { stableMean, panicMean, target, replicas: kpa.replicas, isStale: signals.podsStale }),
    figures: {
      concurrency,
      stable: stableMean,
      panic: panicMean,
      target,
      ready,
      wish: kpa.wish,
      maxPanicPods: kpa.panicState.maxPanicPods,
      replicas: kpa.replicas,
    },
  };
  const limitedBy: Limit | null =
    bound?.limitedBy ?? (isDelayed ? 'stabilization' : made?.isRateLimited === true ? 'rate-limit' : null);
  return { kind: 'scale-to', pods: kpa.replicas, reason: { ...reason, limitedBy } };
}

const UNKNOWN: ZeroAnswer = { want: null, keep: true, rule: 'scale' };

const fewest = (signals: Signals, kpa: Kpa, { initialScale }: KpaParameters): number =>
  initialScale > 1 && !kpa.isInitialized ? Math.max(signals.min, initialScale) : signals.min;

/** min first, then max. Null while nothing is known; a waking pool counts as wanting none then. */
function bounded(signals: Signals, kpa: Kpa, parameters: KpaParameters): ReturnType<typeof clamped> | null {
  if (kpa.wish === null && kpa.activity.state !== 'activating') return null;
  const min = fewest(signals, kpa, parameters);
  return clamped({ ...signals, min }, kpa.wish ?? 0);
}

function ruleOf(made: Wish | null, answer: ZeroAnswer, isStale: boolean): string {
  if (answer.rule !== 'scale') return answer.rule;
  if (made === null) return isStale ? 'pods-unknown' : 'no-data';
  return made.isPanicking ? 'panic' : 'stable';
}

function textOf(
  made: Wish | null,
  answer: ZeroAnswer,
  seen: { stableMean: number; panicMean: number; target: number; replicas: number; isStale: boolean },
): string {
  if (answer.rule !== 'scale') return ZERO_TEXTS[answer.rule];
  if (made === null) {
    const why = seen.isStale ? 'the list of pods failed' : 'nothing was sampled for a window';
    return `${why}: ${seen.replicas} replicas stay`;
  }
  const means = `at ${seen.target} tasks per pod ${seen.stableMean} on average ask for ${made.stableWish} pods, the last ${seen.panicMean} for ${made.panicWish}`;
  return made.isPanicking ? `${means}: panic, no shrinking` : means;
}

const ZERO_TEXTS: Readonly<Record<Exclude<ZeroAnswer['rule'], 'scale'>, string>> = {
  'zero-off': 'nothing to do, and one pod stays: scaling to zero is off',
  waking: 'nothing to do, but the first pod is still waking',
  'woke-in-vain': 'the first pod did not wake in time, and nothing wants it',
  'going-inactive': 'nothing to do for a stable window: the pool is told inactive, its pods stay',
  'rest-of-window': 'nothing to do, but the pool has not been active for a stable window: one pod stays',
  grace: 'inactive, within the grace period: the pods stay',
  zero: 'inactive for the grace period: no pods',
};
