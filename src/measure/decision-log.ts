import type { Limit, ScaleDecided, ScaleTrigger } from '../engine/note.ts';

/** One decision that changed the number of pods, or a run of ones by the same rule that did not. */
export interface LoggedDecision {
  readonly pool: string;
  readonly at: number;
  /** The last of a run; the same as `at` for a change. */
  readonly until: number;
  readonly count: number;
  readonly trigger: ScaleTrigger;
  readonly from: number;
  readonly to: number;
  readonly rule: string;
  /** In words, of the last of a run. */
  readonly text: string;
  readonly figures: Readonly<Record<string, number | string | null>>;
  readonly limitedBy: Limit | null;
}

/** All changes and, between them, the holds of each pool joined while rule, limit and size stay. Bounded: what comes later is counted. */
export class DecisionLog {
  readonly #entries: Mutable<LoggedDecision>[] = [];
  /** By pool: its last entry, if that is a hold. */
  readonly #holds: (Mutable<LoggedDecision> | null)[] = [];
  #omitted = 0;

  /** In order of their beginnings. */
  get entries(): readonly LoggedDecision[] {
    return this.#entries;
  }

  /** Decisions beyond the bound. */
  get omitted(): number {
    return this.#omitted;
  }

  add(note: ScaleDecided, pool: string): void {
    const { reason, from, to } = note;
    const hold = this.#holds[note.pool] ?? null;
    if (hold !== null && to === from && isSame(hold, note)) {
      hold.until = note.at;
      hold.count++;
      hold.text = reason.text;
      hold.figures = { ...reason.figures };
      return;
    }
    this.#holds[note.pool] = null;
    if (this.#entries.length >= ENTRIES_MAX) {
      this.#omitted++;
      return;
    }
    const entry = {
      pool,
      at: note.at,
      until: note.at,
      count: 1,
      trigger: note.trigger,
      from,
      to,
      rule: reason.rule,
      text: reason.text,
      figures: { ...reason.figures },
      limitedBy: reason.limitedBy,
    };
    this.#entries.push(entry);
    if (to === from) this.#holds[note.pool] = entry;
  }
}

const isSame = (hold: LoggedDecision, note: ScaleDecided): boolean =>
  hold.rule === note.reason.rule && hold.limitedBy === note.reason.limitedBy && hold.to === note.to;

const ENTRIES_MAX = 5000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
