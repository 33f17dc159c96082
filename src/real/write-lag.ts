import type { WatchLag } from './run-health.ts';

/** How far the watch is behind. A harness that falls behind sees a past cluster, and its report has to say so. */
export class WriteLag {
  readonly #now: () => number;
  readonly #answered = new Map<string, number>();
  #maxMs = 0;
  #sumMs = 0;
  #count = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  answered(object: string): void {
    this.#answered.set(object, this.#now());
  }

  seen(object: string): void {
    const at = this.#answered.get(object);
    if (at === undefined) return;
    this.#answered.delete(object);
    const lagMs = this.#now() - at;
    this.#maxMs = Math.max(this.#maxMs, lagMs);
    this.#sumMs += lagMs;
    this.#count += 1;
  }

  /** Over the run so far. */
  read(): WatchLag {
    const now = this.#now();
    const unseenMs = Math.max(0, ...[...this.#answered.values()].map((at) => now - at));
    return { meanMs: this.#count === 0 ? 0 : this.#sumMs / this.#count, maxMs: this.#maxMs, unseenMs };
  }
}
