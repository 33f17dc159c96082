/** How arrivals come: how many in an hour, and how much more unevenly than independent ones would. */
export interface ArrivalStatistics {
  readonly count: number;
  /** From the first arrival to the last, in ms. */
  readonly spanMs: number;
  /** Null where all came at one instant. */
  readonly perHour: number | null;
  readonly busiestHour: HourCount | null;
  /** Every hour from that of the first arrival to that of the last. */
  readonly hours: readonly HourCount[];
  /** Arrivals by the hour of the day, 0 to 23. */
  readonly hoursOfDay: readonly number[];
  /** See `dispersionIndex`; null with fewer than two whole windows. */
  readonly dispersionMinute: number | null;
  readonly dispersionHour: number | null;
  /** See `squaredVariation`; null with fewer than two gaps, or when all came at one instant. */
  readonly gapVariation: number | null;
}

export interface HourCount {
  /** In the time of the arrivals. */
  readonly fromMs: number;
  readonly count: number;
}

/**
 * `times` in ms, in order, at least one. Hours begin where `(time + clockMs) mod 1 h` is 0: with the log's offset from midnight they are
 * those of the clock.
 */
export function arrivalStatistics(times: readonly number[], clockMs: number): ArrivalStatistics {
  const [first, last] = [times[0]!, times.at(-1)!];
  const spanMs = last - first;
  const hours = hourCounts(times, clockMs);
  const hoursOfDay = new Array<number>(24).fill(0);
  for (const { fromMs, count } of hours) {
    const hour = modulo(Math.floor((fromMs + clockMs) / HOUR_MS), 24);
    hoursOfDay[hour] = hoursOfDay[hour]! + count;
  }
  return {
    count: times.length,
    spanMs,
    perHour: spanMs === 0 ? null : (times.length / spanMs) * HOUR_MS,
    busiestHour: spanMs === 0 ? null : hours.reduce((most, each) => (each.count > most.count ? each : most)),
    hours,
    hoursOfDay,
    dispersionMinute: dispersionIndex(times, MINUTE_MS),
    dispersionHour: dispersionIndex(times, HOUR_MS),
    gapVariation: squaredVariation(gapsOf(times)),
  };
}

/**
 * Index of dispersion for counts, IDC(t) = Var N(t) / E N(t), over consecutive windows of `windowMs` from the first arrival on; a last
 * window that is not whole is left out. 1 for a Poisson process whatever the window, above 1 for bursts, 0 for a clockwork. The variance
 * is that of a sample (n − 1). Null with fewer than two windows or without arrivals in them. D. R. Cox and P. A. W. Lewis, *The
 * Statistical Analysis of Series of Events* (1966), section 4.5; for traffic R. Gusella, "Characterizing the Variability of Arrival
 * Processes with Indexes of Dispersion", IEEE JSAC 9(2), 1991.
 */
export function dispersionIndex(times: readonly number[], windowMs: number): number | null {
  const first = times[0] ?? 0;
  const windows = Math.floor(((times.at(-1) ?? 0) - first) / windowMs);
  if (windows < 2) return null;
  let sum = 0;
  let squares = 0;
  let window = 0;
  let count = 0;
  // Empty windows add nothing to either sum, so that only those with arrivals are visited.
  for (const time of times) {
    const own = Math.floor((time - first) / windowMs);
    if (own >= windows) break;
    if (own !== window) {
      sum += count;
      squares += count * count;
      window = own;
      count = 0;
    }
    count++;
  }
  sum += count;
  squares += count * count;
  const mean = sum / windows;
  return mean === 0 ? null : (squares - windows * mean * mean) / (windows - 1) / mean;
}

/**
 * Squared coefficient of variation, c² = s² / mean², with the variance of a sample (n − 1): of gaps between arrivals 1 when they are
 * exponential, above 1 for bursts, 0 when they are equal. Null with fewer than two values or a mean of 0. L. Kleinrock, *Queueing
 * Systems I* (1975); its place in waits is that of Kingman's and Allen and Cunneen's approximations.
 */
export function squaredVariation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean === 0) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / (values.length - 1) / mean ** 2;
}

const gapsOf = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, index) => time - times[index]!);

function hourCounts(times: readonly number[], clockMs: number): readonly HourCount[] {
  const hourOf = (time: number): number => Math.floor((time + clockMs) / HOUR_MS);
  const start = hourOf(times[0]!);
  const counts = new Array<number>(hourOf(times.at(-1)!) - start + 1).fill(0);
  for (const time of times) counts[hourOf(time) - start] = counts[hourOf(time) - start]! + 1;
  return counts.map((count, index) => ({ fromMs: (start + index) * HOUR_MS - clockMs, count }));
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
