import { overlapMs, type Window } from './window.ts';

/** How long the autoscaler wanted as many pods of one pool as it may have. */
export class TimeAtMax {
  readonly #window: Window;
  readonly #max: number;
  #wanted: number;
  #since = 0;
  #ms = 0;

  constructor(window: Window, max: number, wanted: number) {
    this.#window = window;
    this.#max = max;
    this.#wanted = wanted;
  }

  decided(wanted: number, at: number): void {
    if (wanted === this.#wanted) return;
    this.#ms = this.until(at);
    this.#wanted = wanted;
    this.#since = at;
  }

  /** Inside the window, up to `at`, which never goes back. */
  until(at: number): number {
    return this.#wanted >= this.#max ? this.#ms + overlapMs(this.#window, this.#since, at) : this.#ms;
  }
}
