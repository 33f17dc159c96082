import {
  expectedAhead,
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
} from '../forecast/forecast.ts';
import { changed, type Modifier, wishedPods } from '../modifier.ts';
import { slotDemand } from '../policies/slot-demand.ts';

export interface PredictiveFloorParameters extends HourlyParameters, HoltWintersParameters {
  readonly forecast: 'hour-of-season' | 'holt-winters';
  /** ms */
  readonly lead: number;
}

/** pods ≥ ⌈largest demand expected in [now, now + lead] / N⌉; never less than the wish, as a forecast is no reason to shrink. */
export const predictiveFloor: Modifier<PredictiveFloorParameters, ForecastMemory> = {
  name: 'predictive-floor',
  summary: 'At least the pods that a forecast of the demand asks for.',
  parameters: [
    {
      name: 'forecast',
      kind: 'choice',
      choices: ['hour-of-season', 'holt-winters'],
      default: 'hour-of-season',
      summary: 'What the same hours needed before, or level, trend and season.',
    },
    SEASON_PARAMETER,
    leadParameter(300_000),
    ...HOURLY_PARAMETERS,
    ...HOLT_WINTERS_PARAMETERS,
  ],
  shorthand: ['forecast'],
  initialMemory: noForecast,
  modify(wish, signals, memory, parameters) {
    const { now, slotsPerPod, max } = signals;
    const make = () =>
      parameters.forecast === 'holt-winters' ? holtWintersForecast(parameters) : hourlyForecast(parameters);
    const expected = expectedAhead(memory, make, { now, present: slotDemand(signals), leadMs: parameters.lead });
    if (expected === null) return wish;
    const floor = Math.min(Math.ceil(expected / slotsPerPod), max);
    if (floor <= wishedPods(wish, signals)) return wish;
    const text = `up to ${expected.toFixed(1)} tasks are expected: at least ${floor} pods`;
    return changed(wish, floor, { limit: 'floor', text, figures: { predictedPods: floor } });
  },
};
