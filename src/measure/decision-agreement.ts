import type { LoggedDecision } from './decision-log.ts';

/** How far two runs made the same changes of the number of pods in the same order. Plain data. */
export interface DecisionAgreement {
  /** Changes of the first and of the second run. */
  readonly counts: readonly [first: number, second: number];
  /** Length of the longest common subsequence ÷ the longer sequence; 1 = the same, also of two runs without a change. */
  readonly ratio: number;
  /** Null where one sequence is the other's beginning, or the same. */
  readonly firstDifference: DecisionDifference | null;
}

export interface DecisionDifference {
  /** From 1. */
  readonly number: number;
  readonly first: LoggedDecision;
  readonly second: LoggedDecision;
}

/** Compares by pool and sizes; what comes at which time is for the series to show. */
export function decisionAgreement(
  first: readonly LoggedDecision[],
  second: readonly LoggedDecision[],
): DecisionAgreement {
  const [a, b] = [changesOf(first), changesOf(second)];
  const longer = Math.max(a.length, b.length);
  const at = a.findIndex((change, index) => index < b.length && !isSame(change, b[index] as LoggedDecision));
  return {
    counts: [a.length, b.length],
    ratio: longer === 0 ? 1 : commonLength(a, b) / longer,
    firstDifference:
      at < 0 ? null : { number: at + 1, first: a[at] as LoggedDecision, second: b[at] as LoggedDecision },
  };
}

const changesOf = (decisions: readonly LoggedDecision[]) => decisions.filter(({ from, to }) => from !== to);

const isSame = (a: LoggedDecision, b: LoggedDecision): boolean =>
  a.pool === b.pool && a.from === b.from && a.to === b.to;

/** Of the longest common subsequence, row by row. */
function commonLength(a: readonly LoggedDecision[], b: readonly LoggedDecision[]): number {
  let above = new Uint32Array(b.length + 1);
  for (const change of a) {
    const row = new Uint32Array(b.length + 1);
    b.forEach((other, j) => {
      row[j + 1] = isSame(change, other) ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0);
    });
    above = row;
  }
  return above[b.length] ?? 0;
}
