import type { CompiledFault, ConditionReader } from './compiled.ts';

/** Which faults that wait for a condition are to begin. Both worlds look when an instant is over. */
export class FaultTriggers {
  readonly #faults: readonly CompiledFault[];
  readonly #conditions: ConditionReader | null;
  readonly #heldBefore = new Set<number>();
  readonly #times = new Map<number, number>();

  /** Throws where a fault waits for a condition and nobody counts. */
  constructor(faults: readonly CompiledFault[], conditions: ConditionReader | null) {
    this.#faults = faults.filter(({ trigger }) => trigger !== null);
    this.#conditions = conditions;
    if (this.#faults.length > 0 && conditions === null)
      throw new Error('a fault waits for a condition, and the run has no reader of conditions');
  }

  /** Most runs have none. */
  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** Those whose condition has come at the end of instant `now`; one that lasts does not begin again. */
  due(now: number, lasts: (index: number) => boolean): readonly CompiledFault[] {
    return this.#faults.filter(({ index, trigger }) => {
      if (trigger === null || now < trigger.from || now >= trigger.until) return false;
      const holds = this.#conditions?.hold(trigger.conditions) === true;
      const held = this.#heldBefore.has(index);
      if (holds) this.#heldBefore.add(index);
      else this.#heldBefore.delete(index);
      const times = this.#times.get(index) ?? 0;
      if (!holds || held || times >= trigger.times || lasts(index)) return false;
      this.#times.set(index, times + 1);
      return true;
    });
  }
}
