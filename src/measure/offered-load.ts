/** What a stretch of work takes of a slot, in ms. */
export interface WorkSpan {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/**
 * How many slots the work would keep busy if each task started when it was submitted: the number in service of the queue with unlimited
 * servers (G/G/∞), from the first arrival to the last. Its mean is the *offered load* in erlangs; in the long run it is arrival rate × mean
 * service time (A. K. Erlang, 1917; Little's law for the service alone), but of a short log much of the work lies beyond the last arrival.
 */
export interface OfferedLoad {
  /** Erlangs: ∫ busy slots dt ÷ the time from the first arrival to the last; never above the peak. Null where all came at one instant. */
  readonly mean: number | null;
  /** The fewest slots that were enough for 99 % of the time from the first arrival to the last; null as `mean`. */
  readonly p99: number | null;
  /** The most at any instant. Work that ends and work that begins at one instant do not meet. */
  readonly peak: number;
}

/** `spans` in order of `fromMs`. They may be some of `all`, at least one, whose arrivals then say from when to when. */
export function offeredLoad(spans: readonly WorkSpan[], all = spans): OfferedLoad {
  const start = all[0]!.fromMs;
  const windowMs = all.at(-1)!.fromMs - start;
  // Work of no length takes no slot.
  const lasting = spans.filter(({ lengthMs }) => lengthMs > 0);
  const ends = Float64Array.from(lasting, ({ fromMs, lengthMs }) => fromMs + lengthMs).sort();
  const timeAt = new Map<number, number>();
  let busy = 0;
  let peak = 0;
  let ended = 0;
  let last = start;
  const pass = (until: number): void => {
    if (until > last) timeAt.set(busy, (timeAt.get(busy) ?? 0) + until - last);
    last = until;
  };
  for (const { fromMs } of lasting) {
    for (; ended < ends.length && ends[ended]! <= fromMs; ended++) {
      pass(ends[ended]!);
      busy--;
    }
    pass(fromMs);
    busy++;
    peak = Math.max(peak, busy);
  }
  for (; ended < ends.length && ends[ended]! <= start + windowMs; ended++) {
    pass(ends[ended]!);
    busy--;
  }
  pass(start + windowMs);
  if (windowMs === 0) return { mean: null, p99: null, peak };
  const busyMs = [...timeAt].reduce((sum, [level, ms]) => sum + level * ms, 0);
  return { mean: busyMs / windowMs, p99: levelFor(timeAt, windowMs), peak };
}

function levelFor(timeAt: ReadonlyMap<number, number>, windowMs: number): number {
  let passed = 0;
  for (const [level, ms] of [...timeAt].sort(([a], [b]) => a - b)) {
    passed += ms;
    if (passed >= ENOUGH * windowMs) return level;
  }
  return [...timeAt.keys()].reduce((most, level) => Math.max(most, level), 0);
}

const ENOUGH = 0.99;
