/**
 * The largest number of pods that was wanted within the scale-down delay, by steps of two seconds: what keeps a lower wish waiting.
 *
 * Source: knative/serving @ 98e5ef90aa, pkg/autoscaler/aggregation/max/timewindow.go.
 */
export class DelayWindow {
  readonly #steps: number;
  #wishes: { step: number; pods: number }[] = [];

  constructor(delayMs: number) {
    this.#steps = Math.ceil(delayMs / STEP_MS);
  }

  /** Adds a wish and says the largest of the window. */
  largest(now: number, pods: number): number {
    const step = Math.floor(now / STEP_MS);
    this.#wishes = this.#wishes.filter((wish) => step - wish.step < this.#steps);
    this.#wishes.push({ step, pods });
    return this.#wishes.reduce((most, wish) => Math.max(most, wish.pods), 0);
  }
}

const STEP_MS = 2000;
