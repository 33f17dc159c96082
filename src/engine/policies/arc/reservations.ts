/** One replica that a webhook asked for, until it expires. Times in ms. */
interface Reservation {
  expiresAt: number;
}

export interface ReservationMemory {
  reservations: readonly Reservation[];
  /** Of the server's totals, as of the last decision. */
  arrivals: number;
  completions: number;
}

export const noReservations = (): ReservationMemory => ({ reservations: [], arrivals: 0, completions: 0 });

/**
 * Webhook mode: every task that arrives reserves a replica for `durationMs`, every one that ends takes away the oldest reservation,
 * whosever it was; below none it cannot go. Those beyond max have not been served, so each batch of news starts their time anew.
 * Says how many hold now.
 *
 * Source: actions/actions-runner-controller @ 2ee6b3b8,
 * controllers/actions.summerwind.net/horizontal_runner_autoscaler_batch_scale.go. Ours: arrivals of a batch come before its ends.
 */
export function reserve(
  memory: ReservationMemory,
  seen: { readonly now: number; readonly max: number; readonly arrivals: number; readonly completions: number },
  durationMs: number,
): number {
  const { now, max } = seen;
  const added = seen.arrivals - memory.arrivals;
  const removed = seen.completions - memory.completions;
  memory.arrivals = seen.arrivals;
  memory.completions = seen.completions;
  if (durationMs === 0) return 0;
  const expiresAt = now + durationMs;
  if (added + removed > 0) {
    const extended = memory.reservations.map((reservation, at) => (at < max ? reservation : { expiresAt }));
    const fresh = Array.from({ length: added }, () => ({ expiresAt }));
    memory.reservations = [...extended.filter((reservation) => reservation.expiresAt > now), ...fresh].slice(removed);
  }
  return memory.reservations.filter((reservation) => reservation.expiresAt > now).length;
}
