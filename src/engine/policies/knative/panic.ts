import type { KpaParameters } from './kpa-parameters.ts';

/** What the two windows say and how many pods are ready. */
export interface Load {
  readonly now: number;
  /** Ready pods as they are, 0 too. */
  readonly ready: number;
  readonly stableMean: number;
  readonly panicMean: number;
  /** Tasks that a pod is meant to have: slots × utilization, at least 0.01. */
  readonly target: number;
}

/** Since when the formula panics (refreshed while it has reason to), and the most that it wanted meanwhile. */
export interface PanicState {
  panicAt: number | null;
  maxPanicPods: number;
}

export interface Wish {
  readonly pods: number;
  /** Before rates, delay and bounds. */
  readonly stableWish: number;
  readonly panicWish: number;
  readonly isPanicking: boolean;
  readonly isRateLimited: boolean;
}

/**
 * r = max(1, ready) · up = ⌈maxScaleUpRate · r⌉ · down = ⌊r / maxScaleDownRate⌋ · ds = ⌈stable mean / target⌉ · dp = ⌈panic mean / target⌉.
 * S = min(max(ds, down), up), P likewise; `activationScale` raises S when ds > 0 and P when dp > 0.
 * dp / r ≥ panicThreshold: panic begins or is refreshed; otherwise it ends once a stable window has passed since.
 * In panic: the most of S and P since panic began, so never down; else S.
 *
 * Source: knative/serving @ 98e5ef90aa, pkg/autoscaler/scaling/autoscaler.go.
 */
export function wishOf(load: Load, state: PanicState, parameters: KpaParameters): Wish {
  const { now, stableMean, panicMean, target } = load;
  const ready = Math.max(1, load.ready);
  const up = Math.ceil(parameters.maxScaleUpRate * ready);
  const down = Math.floor(ready / parameters.maxScaleDownRate);
  const stableWish = Math.ceil(stableMean / target);
  const panicWish = Math.ceil(panicMean / target);
  const within = (wish: number): number => Math.min(Math.max(wish, down), up);
  const raised = (wish: number): number =>
    parameters.activationScale > 1 && wish > 0 ? Math.max(within(wish), parameters.activationScale) : within(wish);
  const stable = raised(stableWish);
  const panic = raised(panicWish);
  const isOver = panicWish / ready >= parameters.panicThreshold;
  if (isOver) {
    state.panicAt = now;
  } else if (state.panicAt !== null && state.panicAt + parameters.stableWindow < now) {
    state.panicAt = null;
    state.maxPanicPods = 0;
  }
  const isPanicking = state.panicAt !== null;
  if (isPanicking) state.maxPanicPods = Math.max(state.maxPanicPods, stable, panic);
  const isRateLimited = within(stableWish) !== stableWish || (isPanicking && within(panicWish) !== panicWish);
  return { pods: isPanicking ? state.maxPanicPods : stable, stableWish, panicWish, isPanicking, isRateLimited };
}
