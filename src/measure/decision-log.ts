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
    const { from, to } = note;
    const hold = this.#holds[note.pool] ?? null;
    if (hold !== null && isSameHold(hold, note)) {
      prolong(hold, note);
      return;
    }
    this.#holds[note.pool] = null;
    if (this.#entries.length >= ENTRIES_MAX) {
      this.#omitted++;
      return;
    }
    const entry = loggedDecision(note, pool);
    this.#entries.push(entry);
    if (to === from) this.#holds[note.pool] = entry;
  }
}

/** A copy: notes are valid during the call only. */
export const loggedDecision = (note: ScaleDecided, pool: string): Mutable<LoggedDecision> => ({
  pool,
  at: note.at,
  until: note.at,
  count: 1,
  trigger: note.trigger,
  from: note.from,
  to: note.to,
  rule: note.reason.rule,
  text: note.reason.text,
  figures: { ...note.reason.figures },
  limitedBy: note.reason.limitedBy,
});

/** The note holds what the entry holds, by the same rule and limit. */
export const isSameHold = (entry: LoggedDecision, { reason, from, to }: ScaleDecided): boolean =>
  entry.from === entry.to &&
  from === to &&
  entry.rule === reason.rule &&
  entry.limitedBy === reason.limitedBy &&
  entry.to === to;

export function prolong(entry: Mutable<LoggedDecision>, { at, reason }: ScaleDecided): void {
  entry.until = at;
  entry.count++;
  entry.text = reason.text;
  entry.figures = { ...reason.figures };
}

const ENTRIES_MAX = 5000;

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
