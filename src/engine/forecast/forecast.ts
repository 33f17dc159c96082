import type { ParameterDescription } from '../policy.ts';
import { HoltWinters } from './holt-winters.ts';
import { HourOfSeason } from './hour-of-season.ts';

/** Learns the demand of a pool, in slots, from what decisions see, and says what to expect. It forgets in a server restart. */
export interface Forecast {
  /** Times must not go back. */
  observe(at: number, demand: number): void;
  /** The largest demand expected from `from` to `to` (both ms, none in the past); null = too little is known. */
  expected(from: number, to: number): number | null;
}

/** Null until the first decision, which brings the parameters. */
export interface ForecastMemory {
  forecast: Forecast | null;
}

export const noForecast = (): ForecastMemory => ({ forecast: null });

/** Learns what is there now (null = it could not be asked), and tells the largest demand that is expected until `leadMs` from now. */
export function expectedAhead(
  memory: ForecastMemory,
  make: () => Forecast,
  seen: { readonly now: number; readonly present: number | null; readonly leadMs: number },
): number | null {
  memory.forecast ??= make();
  if (seen.present !== null) memory.forecast.observe(seen.now, seen.present);
  return memory.forecast.expected(seen.now, seen.now + seen.leadMs);
}

export interface HourlyParameters {
  readonly season: Season;
  /** 0–1 */
  readonly quantile: number;
  readonly seasons: number;
}

export interface HoltWintersParameters {
  readonly season: Season;
  /** ms */
  readonly bucket: number;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly sigmas: number;
}

type Season = 'day' | 'week';
const SEASON_MS: Readonly<Record<Season, number>> = { day: 86_400_000, week: 7 * 86_400_000 };

export const hourlyForecast = ({ season, quantile, seasons }: HourlyParameters): Forecast =>
  new HourOfSeason(SEASON_MS[season], seasons, quantile);

export const holtWintersForecast = ({ season, sigmas, bucket, alpha, beta, gamma }: HoltWintersParameters): Forecast =>
  new HoltWinters({ bucketMs: bucket, length: Math.round(SEASON_MS[season] / bucket), alpha, beta, gamma, sigmas });

export const SEASON_PARAMETER: ParameterDescription = {
  name: 'season',
  kind: 'choice',
  choices: ['day', 'week'],
  default: 'week',
  summary:
    'After what the demand repeats itself; nothing is foretold before a first one (Holt-Winters: two) has passed.',
};

export const leadParameter = (lead: number): ParameterDescription => ({
  name: 'lead',
  kind: 'duration',
  default: lead,
  min: 0,
  max: 3_599_999,
  summary: 'How long before the expected demand its pods are asked for.',
});

export const HOURLY_PARAMETERS: readonly ParameterDescription[] = [
  {
    name: 'quantile',
    kind: 'ratio',
    default: 0.8,
    summary: 'By hour: the demand that was not exceeded for this share of the hour.',
  },
  {
    name: 'seasons',
    kind: 'count',
    default: 2,
    min: 1,
    max: 52,
    summary: 'By hour: how many seasons are looked back.',
  },
];

export const HOLT_WINTERS_PARAMETERS: readonly ParameterDescription[] = [
  {
    name: 'bucket',
    kind: 'duration',
    default: 600_000,
    min: 60_000,
    max: 3_600_000,
    summary: 'Holt-Winters: the mean demand of each such time is one value.',
  },
  { name: 'alpha', kind: 'ratio', default: 0.3, summary: 'Holt-Winters: how fast the level follows.' },
  { name: 'beta', kind: 'ratio', default: 0.01, summary: 'Holt-Winters: how fast the trend follows.' },
  { name: 'gamma', kind: 'ratio', default: 0.2, summary: 'Holt-Winters: how fast the season follows.' },
  {
    name: 'sigmas',
    kind: 'number',
    default: 1,
    min: 0,
    max: 10,
    summary: 'Holt-Winters: standard deviations of its errors on top.',
  },
];
