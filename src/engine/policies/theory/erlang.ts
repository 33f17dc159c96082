/** What is asked of a queue M/M/c. */
export interface WaitTarget {
  /** Offered load λ/μ in erlangs. */
  readonly load: number;
  /** 1/μ, ms. */
  readonly serviceMs: number;
  /** ms */
  readonly waitMs: number;
  /** Of waits that may be longer, 0–1. */
  readonly chance: number;
}

/** The smallest c with P(W > t) = C(c, a) · e^(−(c − a)·t/S) ≤ chance; at most `limit`. C is Erlang's formula for the chance to wait. */
export function serversFor({ load, serviceMs, waitMs, chance }: WaitTarget, limit: number): number {
  if (load <= 0) return 0;
  // Erlang-B by its recursion, which is stable: B(0) = 1, B(k) = a·B(k−1) / (k + a·B(k−1)).
  let blocked = 1;
  for (let servers = 1; servers < limit; servers += 1) {
    blocked = (load * blocked) / (servers + load * blocked);
    if (servers <= load) continue;
    const waits = waitChance(servers, load, blocked);
    if (waits * Math.exp((-(servers - load) * waitMs) / serviceMs) <= chance) return servers;
  }
  return limit;
}

/** Erlang-C from Erlang-B: C = B / (1 − (a/c)·(1 − B)), for c > a. */
const waitChance = (servers: number, load: number, blocked: number): number =>
  blocked / (1 - (load / servers) * (1 - blocked));
