/** Pauses that double with every failure in a row, each shortened by up to half at random so that many clients do not come at once. */
export class BackOff {
  readonly #firstMs: number;
  readonly #maxMs: number;
  readonly #jitter: () => number;
  #failures = 0;

  /** `jitter`: uniform on [0, 1). */
  constructor(limits: { readonly firstMs: number; readonly maxMs: number }, jitter: () => number) {
    this.#firstMs = limits.firstMs;
    this.#maxMs = limits.maxMs;
    this.#jitter = jitter;
  }

  /** Wall ms to wait after one more failure. */
  next(): number {
    const pause = Math.min(this.#maxMs, this.#firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return pause * (1 - this.#jitter() / 2);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
