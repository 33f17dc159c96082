import type { Decision, Policy } from '../../policy.ts';
import type { PodView, Signals } from '../../signals.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { ArrivalRate } from './arrival-rate.ts';
import { freedWithin } from './completions.ts';
import { LeadTime } from './lead-time.ts';
import { podsBeside, type Wanted } from './room.ts';

export interface BaseStockParameters {
  /** Share of tasks that may find no free slot when they come, 0–1. */
  readonly mayWait: number;
}

interface Memory {
  readonly applies: ArrivalRate;
  readonly plans: ArrivalRate;
  readonly lead: LeadTime;
  admitted: Wanted;
  /** Chance that more tasks come in a lead time than there are free slots; learned, so that `mayWait` comes true. Null at first. */
  risk: number | null;
  /** What was needed lately, falling: the first is the most. */
  readonly peaks: { readonly at: number; readonly pods: number }[];
}

/**
 * A pod that is asked for now is of use a lead time L from now, so the free slots of now must do for what comes within L: the
 * *base-stock policy* of inventory theory (order up to demand plus the quantile of lead-time demand; Arrow, Harris, Marschak, 1951;
 * Zipkin, Foundations of Inventory Management, 2000, ch. 6), with pods for goods and a slot rule for the shelf.
 *
 *   needed = busy pods + pods for what finds no legal room beside them: waiting tasks and k more, less those that end within L
 *   k = least number with P(tasks that come in L ≤ k) ≥ 1 − risk, for plans and for plan_and_applies
 *   risk ← risk · exp(0.2 (mayWait · tasks that came − 1 if any of them had to wait))
 *
 * Work: unblocked tasks alone; a reserved slot keeps its pod busy; each slot rule has its own room. L: learned from the pods. The rate:
 * the lesser of two windows, so that a burst is forgotten within a minute; tasks of one second are one arrival, since a burst
 * says nothing of the next half minute; none at all below three arrivals in ten minutes, since a free pod would stand idle for
 * longer than its worth. The risk follows the share of tasks that waited, as adaptive conformal inference does (Gibbs, Candès,
 * 2021): whatever the arrivals are like, the share comes to `mayWait`. Idle pods go when they were not needed for a third of L.
 *
 * Where the cluster has no room: of the pods that have waited four leads and more only one is kept, to ask for a node; the others would
 * cost and not work. When it gets one, more are asked for.
 */
export const baseStock: Policy<BaseStockParameters, Memory> = {
  name: 'base-stock',
  summary: 'Keeps free what may come while a pod starts; learns start times, rates and its own margin (our own).',
  parameters: [
    {
      name: 'mayWait',
      kind: 'ratio',
      default: 0.04,
      min: 0.001,
      max: 0.5,
      summary:
        'Share of tasks that may find no free slot when they come; below 0.05 the 95th percentile of waits is 0.',
    },
  ],
  nativePeriodMs: 10_000,
  reactsWithinMs: 0,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({
    applies: new ArrivalRate(),
    plans: new ArrivalRate(),
    lead: new LeadTime(),
    admitted: { applies: 0, plans: 0 },
    risk: null,
    peaks: [],
  }),
  decide(signals, memory, parameters) {
    const pods = signals.listPods();
    memory.lead.learn(pods);
    const waiting = waitingNow(signals);
    if (waiting === null) return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: {} }), memory };
    const risk = learn(memory, signals, waiting, parameters);
    const { now } = signals;
    const leadMs = memory.lead.ms;
    const ahead: Wanted = {
      applies: memory.applies.quantile(now, leadMs, 1 - risk),
      plans: memory.plans.quantile(now, leadMs, 1 - risk),
    };
    const busy = pods.filter(({ slots }) => slots.used + slots.reserved > 0);
    const freed = freedWithin(signals, leadMs);
    const wanted = {
      applies: Math.max(0, waiting.applies + ahead.applies - freed.applies),
      plans: Math.max(0, waiting.plans + ahead.plans - freed.plans),
    };
    const needed = Math.min(busy.length + podsBeside(busy, wanted, signals.agent), placeable(pods, leadMs));
    const kept = mostOf(memory, now, needed, leadMs / 3);
    return { decision: answer(signals, { needed, kept, busy, waiting, ahead, freed, leadMs, risk }), memory };
  },
};

/** Unblocked and without a slot; null = the query failed. */
function waitingNow({ tasks }: Signals): Wanted | null {
  const all = tasks.unblockedByType;
  if (all === null) return null;
  const { claimedByType: placed } = tasks;
  return {
    applies: all.plan_and_apply - placed.plan_and_apply,
    plans: all.plan + all.drift_check - placed.plan - placed.drift_check,
  };
}

/** Pods that have waited for a node much longer than a start takes say that there is no room: one of them goes on asking. */
function placeable(pods: readonly PodView[], leadMs: number): number {
  const stuck = pods.filter(({ phase, ageMs }) => phase === 'pending' && ageMs > STUCK_AFTER_LEADS * leadMs).length;
  return stuck === 0 ? Number.POSITIVE_INFINITY : pods.length - stuck + 1;
}

const STUCK_AFTER_LEADS = 4;

const RISK_STEP = 0.2;
const RISK_MOST = 0.6;
/** Of `mayWait`. */
const RISK_LEAST = 0.05;

/** What came since the last decision, and whether any of it had to wait. Waits that `max` makes teach nothing about the margin. */
function learn(memory: Memory, signals: Signals, waiting: Wanted, { mayWait }: BaseStockParameters): number {
  const { admitted } = signals.totals;
  const now = { applies: admitted.plan_and_apply, plans: admitted.plan + admitted.drift_check };
  const applies = now.applies - memory.admitted.applies;
  const plans = now.plans - memory.admitted.plans;
  memory.admitted = now;
  memory.applies.add(signals.now, applies);
  memory.plans.add(signals.now, plans);
  const risk = memory.risk ?? mayWait;
  const came = applies + plans;
  const hadToWait = waiting.applies + waiting.plans > 0 ? 1 : 0;
  const next =
    came === 0 || signals.pods.count >= signals.max ? risk : risk * Math.exp(RISK_STEP * (came * mayWait - hadToWait));
  memory.risk = Math.min(RISK_MOST, Math.max(RISK_LEAST * mayWait, next));
  return memory.risk;
}

/** The most that was needed in the last `holdMs`. */
function mostOf({ peaks }: Memory, now: number, needed: number, holdMs: number): number {
  while (peaks.length > 0 && (peaks[0] as { at: number }).at < now - holdMs) peaks.shift();
  while (peaks.length > 0 && (peaks.at(-1) as { pods: number }).pods <= needed) peaks.pop();
  peaks.push({ at: now, pods: needed });
  return (peaks[0] as { pods: number }).pods;
}

interface Weighed {
  readonly needed: number;
  readonly kept: number;
  readonly busy: readonly PodView[];
  readonly waiting: Wanted;
  readonly ahead: Wanted;
  readonly freed: Wanted;
  readonly leadMs: number;
  readonly risk: number;
}

function answer(signals: Signals, { needed, kept, busy, waiting, ahead, freed, leadMs, risk }: Weighed): Decision {
  const { count } = signals.pods;
  const figures = {
    pods: count,
    busyPods: busy.length,
    waiting: waiting.applies + waiting.plans,
    ahead: ahead.applies + ahead.plans,
    freed: freed.applies + freed.plans,
    leadMs,
    risk,
    needed,
  };
  const because = `${busy.length} busy pods, room for ${figures.waiting} waiting tasks and ${figures.ahead} that may come in ${Math.round(leadMs / 1000)} s, less ${figures.freed} slots that come free: ${needed}`;
  if (needed >= count)
    return scaleTo(signals, needed, { rule: needed > count ? 'short' : 'in-stock', text: because, figures });
  if (kept >= count)
    return scaleTo(signals, count, {
      rule: 'needed-lately',
      text: `${because}, but more were needed a moment ago`,
      figures,
    });
  return scaleTo(signals, kept, { rule: 'surplus', text: because, figures });
}
