import type { Temporal } from 'temporal-polyfill/implementation';

/**
 * When the wall clock of the zone shows that many minutes after midnight of the date, in epoch ms. A time that the clock skips is where
 * it jumps; of a time that comes twice, `twice` says which.
 */
export function instantOf(date: Temporal.PlainDate, minutes: number, zone: string, twice: 'earlier' | 'later'): number {
  const wall = date.toPlainDateTime().add({ minutes });
  const instant = wall.toZonedDateTime(zone, { disambiguation: twice });
  if (instant.toPlainDateTime().equals(wall)) return instant.epochMilliseconds;
  // Skipped: `earlier` lies before the jump, whose instant is wanted.
  const before = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return (before.getTimeZoneTransition('next') ?? before).epochMilliseconds;
}
