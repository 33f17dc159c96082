import {
  expectedAhead,
  type Forecast,
  type ForecastMemory,
  HOLT_WINTERS_PARAMETERS,
  HOURLY_PARAMETERS,
  type HoltWintersParameters,
  type HourlyParameters,
  holtWintersForecast,
  hourlyForecast,
  leadParameter,
  noForecast,
  SEASON_PARAMETER,
} from '../../forecast/forecast.ts';
import type { Decision, ParameterDescription, Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { type Demand, demandParameter } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { slotDemand } from '../slot-demand.ts';

interface Ahead {
  /** ms */
  readonly lead: number;
  readonly demand: Demand;
}

/**
 * pods = clamp(max(⌈D / N⌉, ⌈F / N⌉)), F = the largest demand that the hours of [now, now + lead] needed in the seasons before.
 *
 * After AWS predictive scaling (Amazon EC2 Auto Scaling user guide): its forecast only adds, is used as a minimum that the reactive part may
 * exceed, and instances are launched `SchedulingBufferTime` (300 s) before the hour. Its model is not public: see `HourOfSeason`. Theirs needs
 * 24 hours of history and keeps it in CloudWatch; ours needs a season and loses it in a server restart. Behaves badly on holidays:
 * the pods come, the work does not.
 */
export const awsPredictive: Policy<Ahead & HourlyParameters, ForecastMemory> = {
  name: 'aws-predictive',
  summary: 'The work there is, and at least what the same hours needed before.',
  parameters: described(300_000, HOURLY_PARAMETERS),
  nativePeriodMs: 10_000,
  origin: {
    source: 'Amazon EC2 Auto Scaling user guide, predictive scaling; the forecast is a stand-in',
    actuation: 'busy-aware',
  },
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: noForecast,
  decide: (signals, memory, parameters) => ({
    decision: atLeastForecast(signals, memory, () => hourlyForecast(parameters), parameters),
    memory,
  }),
};

/**
 * As `aws-predictive`, with the forecast of Holt-Winters over buckets and so many σ on top. Follows a trend and forgets old seasons slowly.
 * Behaves badly in its first two seasons, in which it foretells nothing, and after an outage that it takes for a season.
 */
export const holtWinters: Policy<Ahead & HoltWintersParameters, ForecastMemory> = {
  name: 'holt-winters',
  summary: 'The work there is, and at least what level, trend and season of the demand let expect.',
  parameters: described(120_000, HOLT_WINTERS_PARAMETERS),
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: noForecast,
  decide: (signals, memory, parameters) => ({
    decision: atLeastForecast(signals, memory, () => holtWintersForecast(parameters), parameters),
    memory,
  }),
};

function described(lead: number, own: readonly ParameterDescription[]): readonly ParameterDescription[] {
  return [SEASON_PARAMETER, leadParameter(lead), ...own, demandParameter('runnable')];
}

function atLeastForecast(
  signals: Signals,
  memory: ForecastMemory,
  make: () => Forecast,
  { lead, demand }: Ahead,
): Decision {
  const { now, slotsPerPod } = signals;
  const present = slotDemand(signals, demand);
  const { count } = signals.pods;
  if (present === null) return hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } });
  const expected = expectedAhead(memory, make, { now, present, leadMs: lead });
  const reactive = Math.ceil(present / slotsPerPod);
  const floor = expected === null ? 0 : Math.ceil(expected / slotsPerPod);
  const figures = { demand: present, expected, floor, pods: count };
  if (floor > reactive) {
    const text = `${present} tasks now, up to ${(expected ?? 0).toFixed(1)} expected: ${floor} pods`;
    return scaleTo(signals, floor, { rule: 'forecast', text, figures });
  }
  const text = `${present} tasks now${expected === null ? ', too little is known of what is to come' : ''}`;
  return scaleTo(signals, reactive, { rule: 'reactive', text, figures });
}
