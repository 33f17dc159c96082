interface Sample {
  readonly at: number;
  readonly value: number;
}

/** The largest or smallest value of the last `windowMs`, in amortized constant time: a value is dropped when a later one outdoes it. */
export class SlidingExtreme {
  readonly #better: (a: number, b: number) => boolean;
  readonly #samples: Sample[] = [];

  constructor(which: 'largest' | 'smallest') {
    this.#better = which === 'largest' ? (a, b) => a > b : (a, b) => a < b;
  }

  add(at: number, value: number): void {
    const samples = this.#samples;
    for (let last = samples.at(-1); last !== undefined && !this.#better(last.value, value); last = samples.at(-1)) {
      samples.pop();
    }
    samples.push({ at, value });
  }

  /** Of values younger than `windowMs` and of the latest one, however old. Times must not go back. */
  within(windowMs: number, now: number): number | null {
    const samples = this.#samples;
    while (samples.length > 1 && now - (samples[0] as Sample).at >= windowMs) samples.shift();
    return samples[0]?.value ?? null;
  }
}
