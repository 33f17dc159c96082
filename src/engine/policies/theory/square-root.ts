import type { Policy } from '../../policy.ts';
import { type Demand, demandParameter } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { slotDemand } from '../slot-demand.ts';
import { LOAD_PARAMETERS, type LoadHistory, type LoadParameters, measureLoad, newLoadHistory } from './load-history.ts';

export interface SquareRootParameters extends LoadParameters {
  readonly beta: number;
  readonly peakedness: number;
  /** ms */
  readonly lead: number;
  readonly demand: Demand;
}

/**
 * D = tasks that hold or want a slot, λ and S as measured, L = lead: m = D·e^(−L/S) + λS·(1 − e^(−L/S)), the load that a pod
 * asked for now will meet; slots = ⌈m + β·√(z·m)⌉, pods = clamp(⌈slots / N⌉). With lead 0 this is D + β·√(z·D).
 *
 * β is how safe: the chance to wait is about 0.50, 0.22, 0.085 and 0.027 for β = 0.5, 1, 1.5 and 2 with Poisson arrivals; z
 * (peakedness) is the variance of the load by its mean, above 1 where work comes in batches.
 * Source: Halfin & Whitt 1981; Jennings, Mandelbaum, Massey & Whitt 1996 for the lead (the mean of M/M/∞ from D on stands for theirs);
 * He, Liu & Whitt 2016 for z. Behaves badly where the root is small beside a batch: with nothing there, nothing is kept.
 */
export const squareRoot: Policy<SquareRootParameters, LoadHistory> = {
  name: 'square-root',
  summary: 'The load that is coming and a safety of some square roots of it (Halfin and Whitt).',
  parameters: [
    {
      name: 'beta',
      kind: 'number',
      default: 1,
      min: 0,
      max: 10,
      summary: 'Square roots on top: 0.5, 1, 1.5 and 2 let about 50 %, 22 %, 8.5 % and 2.7 % wait.',
    },
    {
      name: 'peakedness',
      kind: 'number',
      default: 1,
      min: 0,
      max: 1000,
      summary: 'Variance of the load by its mean: 1 for independent arrivals, more for batches.',
    },
    {
      name: 'lead',
      kind: 'duration',
      default: 60_000,
      min: 0,
      max: 86_400_000,
      summary: 'How far ahead the load is reckoned: what a pod takes to start. With 0 it is the load of now.',
    },
    demandParameter('runnable'),
    ...LOAD_PARAMETERS,
  ],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: newLoadHistory,
  decide(signals, memory, parameters) {
    const { ratePerMs, serviceMs } = measureLoad(memory, signals, parameters);
    const present = slotDemand(signals, parameters.demand);
    const pods = signals.pods.count;
    if (present === null)
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods } }), memory };
    // Work may last no time at all: without a lead none of it has ended all the same.
    const stays = parameters.lead === 0 ? 1 : Math.exp(-parameters.lead / serviceMs);
    const load = present * stays + ratePerMs * serviceMs * (1 - stays);
    const slots = Math.ceil(load + parameters.beta * Math.sqrt(parameters.peakedness * load));
    const reason = {
      rule: slots > 0 ? 'staffed' : 'no-load',
      text: `${present} tasks now, ${load.toFixed(2)} expected: ${slots} slots`,
      figures: { demand: present, load, slots, ratePerHour: ratePerMs * 3_600_000, serviceMs, pods },
    };
    return { decision: scaleTo(signals, Math.ceil(slots / signals.slotsPerPod), reason), memory };
  },
};
