import type { Policy } from '../../policy.ts';
import { scaleTo } from '../platform-reasons.ts';
import { serversFor } from './erlang.ts';
import { LOAD_PARAMETERS, type LoadHistory, type LoadParameters, measureLoad, newLoadHistory } from './load-history.ts';

export interface ErlangCParameters extends LoadParameters {
  /** The wait that few may exceed, ms. */
  readonly target: number;
  /** How few, 0–1. */
  readonly chance: number;
}

/**
 * λ = arrivals per time, S = mean time in a slot, a = λS: the smallest number of slots c with P(W > target) ≤ chance in M/M/c,
 * pods = clamp(⌈c / N⌉).
 *
 * Source: A. K. Erlang 1917, as in any book on queues. It looks at rates alone, never at the queue. Behaves badly with work that comes in
 * batches or lasts very unequally (it promises less waiting than there is), after a burst (the backlog is not seen), while the rate
 * changes (it is a window late), and with pods that start slowly.
 */
export const erlangC: Policy<ErlangCParameters, LoadHistory> = {
  name: 'erlang-c',
  summary:
    'As many slots as Erlang-C asks for, so that few wait longer than a target, by measured rate and service time.',
  parameters: [
    { name: 'target', kind: 'duration', default: 30_000, min: 0, summary: 'The wait that few may exceed.' },
    { name: 'chance', kind: 'ratio', default: 0.05, summary: 'The share of tasks that may wait longer.' },
    ...LOAD_PARAMETERS,
  ],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: newLoadHistory,
  decide(signals, memory, parameters) {
    const { ratePerMs, serviceMs } = measureLoad(memory, signals, parameters);
    const load = ratePerMs * serviceMs;
    const { slotsPerPod, max } = signals;
    const slots = serversFor(
      { load, serviceMs, waitMs: parameters.target, chance: parameters.chance },
      max * slotsPerPod,
    );
    const reason = {
      rule: load > 0 ? 'staffed' : 'no-load',
      text: `${load.toFixed(2)} erlangs need ${slots} slots for the target`,
      figures: { load, ratePerHour: ratePerMs * 3_600_000, serviceMs, slots, pods: signals.pods.count },
    };
    return { decision: scaleTo(signals, Math.ceil(slots / slotsPerPod), reason), memory };
  },
};
