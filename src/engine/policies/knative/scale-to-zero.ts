import type { KpaParameters } from './kpa-parameters.ts';

/** Whether the pool serves: it is waking, awake, or was told that nothing comes. */
export interface Activity {
  state: 'activating' | 'active' | 'inactive';
  /** ms */
  since: number;
  /** Since when requests are buffered before the pods; null while they are not. */
  proxiedSince: number | null;
}

/** `keep`: the replicas stay as they are, whatever is wanted. */
export interface ZeroAnswer {
  /** null = unknown yet. */
  readonly want: number | null;
  readonly keep: boolean;
  readonly rule:
    | 'scale'
    | 'zero-off'
    | 'waking'
    | 'woke-in-vain'
    | 'going-inactive'
    | 'rest-of-window'
    | 'grace'
    | 'zero';
}

/**
 * What becomes of a wish of 0 pods: an active pool is first told inactive, once it has been active for a stable window, and goes
 * when it was inactive for the grace period (or requests were buffered for as long). A pool that never woke is given up late.
 *
 * Source: knative/serving @ 98e5ef90aa, pkg/reconciler/autoscaling/kpa/scaler.go, handleScaleToZero.
 */
export function scaleToZero(wish: number, now: number, activity: Activity, parameters: KpaParameters): ZeroAnswer {
  if (wish !== 0) return { want: wish, keep: false, rule: 'scale' };
  if (!parameters.scaleToZero) return { want: 1, keep: false, rule: 'zero-off' };
  const age = now - activity.since;
  switch (activity.state) {
    case 'activating':
      if (age > parameters.progressDeadline + ACTIVATION_BUFFER_MS)
        return { want: 0, keep: false, rule: 'woke-in-vain' };
      return { want: null, keep: true, rule: 'waking' };
    case 'active':
      if (age >= parameters.stableWindow) return { want: 0, keep: true, rule: 'going-inactive' };
      return { want: 1, keep: false, rule: 'rest-of-window' };
    case 'inactive': {
      const grace = parameters.scaleToZeroGrace;
      const proxied = activity.proxiedSince === null ? 0 : now - activity.proxiedSince;
      const mayGo =
        age >= Math.max(grace, parameters.podRetention) || (proxied >= grace && age >= parameters.podRetention);
      return mayGo ? { want: 0, keep: false, rule: 'zero' } : { want: 0, keep: true, rule: 'grace' };
    }
  }
}

const ACTIVATION_BUFFER_MS = 30_000;

/**
 * What the pool is after a decision. `minReady` pods make it active; 0 wanted makes it inactive.
 *
 * Source: as above, kpa.go, computeActiveCondition.
 */
export function noteActivity(
  activity: Activity,
  seen: { readonly now: number; readonly want: number | null; readonly ready: number; readonly minReady: number },
): void {
  const { now, want, ready, minReady } = seen;
  if (want === 0) become(activity, 'inactive', now);
  else if ((want !== null && want > 0) || activity.state !== 'inactive')
    become(activity, ready < minReady ? 'activating' : 'active', now);
}

function become(activity: Activity, state: Activity['state'], now: number): void {
  if (activity.state === state) return;
  activity.state = state;
  activity.since = now;
}

/**
 * Requests are buffered before the pods while none is wanted or the excess burst capacity is below 0:
 * ⌊ready · slots − targetBurstCapacity − panic mean⌋; 0 with a target of 0, −1 with one of −1.
 */
export function noteProxy(
  activity: Activity,
  seen: {
    readonly now: number;
    readonly want: number | null;
    readonly ready: number;
    readonly slots: number;
    readonly panicMean: number;
  },
  targetBurstCapacity: number,
): void {
  const free = Math.floor(seen.ready * seen.slots - targetBurstCapacity - seen.panicMean);
  const excess = targetBurstCapacity === 0 ? 0 : targetBurstCapacity < 0 ? -1 : free;
  const isProxied = seen.want === 0 || excess < 0;
  if (!isProxied) activity.proxiedSince = null;
  else activity.proxiedSince ??= seen.now;
}
