/** The unit in which a chart shows time, so that its axis reads in small figures whatever the run's length. */
export interface TimeUnit {
  readonly title: string;
  readonly ms: number;
}

export function timeUnitFor(spanMs: number): TimeUnit {
  if (spanMs <= 5 * MINUTE) return { title: 'time since the start (s)', ms: 1000 };
  if (spanMs <= 5 * HOUR) return { title: 'time since the start (min)', ms: MINUTE };
  if (spanMs <= 4 * DAY) return { title: 'time since the start (h)', ms: HOUR };
  return { title: 'time since the start (days)', ms: DAY };
}

/** The same for how long something lasted. */
export function durationUnitFor(longestMs: number, subject: string): TimeUnit {
  if (longestMs <= 3 * MINUTE) return { title: `${subject} (s)`, ms: 1000 };
  if (longestMs <= 3 * HOUR) return { title: `${subject} (min)`, ms: MINUTE };
  return { title: `${subject} (h)`, ms: HOUR };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
