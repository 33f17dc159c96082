import { isWithin, overlapMs, type Window } from './window.ts';

/**
 * The elasticity measures of the SPEC Research Group (Herbst et al., "Ready for Rain? A View from SPEC Research on the Future of Cloud
 * Metrics", 2016), for pods: *needed* = the fewest pods that the running and unblocked work could run on, *provided* = the pods that exist,
 * live and are not terminating. Of several pools together the gaps are added, not netted. Accuracies are relative to the need, so they
 * are taken over the time in which pods were needed at all.
 */
export class Elasticity {
  readonly #window: Window;
  /** Sums over the time that has passed: gap ÷ need × ms, and ms. */
  readonly #sums = { under: 0, over: 0, underMs: 0, overMs: 0, neededMs: 0 };
  #since = 0;
  #needed = 0;
  #provided = 0;
  #under = 0;
  #supplyChanges = 0;
  #demandChanges = 0;

  constructor(window: Window) {
    this.#window = window;
  }

  /** `under`: pods that are missing where they are needed. */
  set(at: number, needed: number, provided: number, under: number): void {
    if (needed === this.#needed && provided === this.#provided && under === this.#under) return;
    this.#advance(at);
    if (isWithin(this.#window, at)) {
      if (provided !== this.#provided) this.#supplyChanges++;
      if (needed !== this.#needed) this.#demandChanges++;
    }
    this.#needed = needed;
    this.#provided = provided;
    this.#under = under;
  }

  /** `under` and `over`: the sums that θ_U and θ_O divide by the needed time; τ_U and τ_O as times; all in ms, changes as counts. */
  read(at: number) {
    this.#advance(at);
    return { ...this.#sums, supplyChanges: this.#supplyChanges, demandChanges: this.#demandChanges };
  }

  #advance(at: number): void {
    const heldMs = overlapMs(this.#window, this.#since, at);
    this.#since = at;
    if (heldMs === 0) return;
    const sums = this.#sums;
    const needed = this.#needed;
    const under = this.#under;
    const over = this.#provided - needed + under;
    if (under > 0) sums.underMs += heldMs;
    if (over > 0) sums.overMs += heldMs;
    if (needed === 0) return;
    sums.neededMs += heldMs;
    sums.under += (under / needed) * heldMs;
    sums.over += (over / needed) * heldMs;
  }
}
