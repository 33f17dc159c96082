import type { Limit, ScaleDecided, ScaleTrigger } from '../engine/note.ts';

/** One decision for another number of pods, or a run of ones by the same rule that changed nothing: holds, or wishes for fewer while none can go. */
export interface LoggedDecision {
  readonly pool: string;
  readonly at: number;
  /** The last of a run; the same as `at` for one alone. */
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

/**
 * All changes and, between them, the holds of each pool joined while rule, limit and size stay; likewise a wish for fewer pods that is
 * repeated because none can go. Bounded: what comes later is counted.
 */
export class DecisionLog {
  readonly #entries: Mutable<LoggedDecision>[] = [];
  /** By pool: its last entry, if that may go on. */
  readonly #open: (Mutable<LoggedDecision> | null)[] = [];
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
    const open = this.#open[note.pool] ?? null;
    if (open !== null && (isSameHold(open, note) || isSameDown(open, note))) {
      prolong(open, note);
      return;
    }
    this.#open[note.pool] = null;
    if (this.#entries.length >= ENTRIES_MAX) {
      this.#omitted++;
      return;
    }
    const entry = loggedDecision(note, pool);
    this.#entries.push(entry);
    if (to <= from) this.#open[note.pool] = entry;
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
export const isSameHold = (entry: LoggedDecision, note: ScaleDecided): boolean =>
  note.from === note.to && isSame(entry, note);

/** From as many pods to as few: none has gone since. Of a wish for more one cannot tell, pods may have been made and have gone. */
const isSameDown = (entry: LoggedDecision, note: ScaleDecided): boolean => note.to < note.from && isSame(entry, note);

const isSame = (entry: LoggedDecision, { reason, from, to }: ScaleDecided): boolean =>
  entry.from === from && entry.to === to && entry.rule === reason.rule && entry.limitedBy === reason.limitedBy;

export function prolong(entry: Mutable<LoggedDecision>, { at, reason }: ScaleDecided): void {
  entry.until = at;
  entry.count++;
  entry.text = reason.text;
  entry.figures = { ...reason.figures };
}

const ENTRIES_MAX = 5000;

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
