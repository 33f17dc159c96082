import {
  type Forecast,
  HOLT_WINTERS_PARAMETERS,
  HOURLY_PARAMETERS,
  type HoltWintersParameters,
  type HourlyParameters,
  holtWintersForecast,
  hourlyForecast,
  leadParameter,
  SEASON_PARAMETER,
} from '../forecast/forecast.ts';
import { changed, type Modifier, wishedPods } from '../modifier.ts';
import { slotDemand } from '../policies/slot-demand.ts';

export interface PredictiveFloorParameters extends HourlyParameters, HoltWintersParameters {
  readonly forecast: 'hour-of-season' | 'holt-winters';
  /** ms */
  readonly lead: number;
}

/** Null until the first decision, which brings the parameters. */
interface PredictiveFloorMemory {
  forecast: Forecast | null;
}

/** pods ≥ ⌈largest demand expected in [now, now + lead] / N⌉; never less than the wish, as a forecast is no reason to shrink. */
export const predictiveFloor: Modifier<PredictiveFloorParameters, PredictiveFloorMemory> = {
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
  initialMemory: () => ({ forecast: null }),
  modify(wish, signals, memory, parameters) {
    memory.forecast ??=
      parameters.forecast === 'holt-winters' ? holtWintersForecast(parameters) : hourlyForecast(parameters);
    const { now, slotsPerPod, max } = signals;
    const present = slotDemand(signals);
    if (present !== null) memory.forecast.observe(now, present);
    const expected = memory.forecast.expected(now, now + parameters.lead);
    if (expected === null) return wish;
    const floor = Math.min(Math.ceil(expected / slotsPerPod), max);
    if (floor <= wishedPods(wish, signals)) return wish;
    const text = `up to ${expected.toFixed(1)} tasks are expected: at least ${floor} pods`;
    return changed(wish, floor, { limit: 'floor', text, figures: { predictedPods: floor } });
  },
};
