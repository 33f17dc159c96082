/** How `poolproof` ends. */
export const EXIT = {
  good: 0,
  /** An expectation was not met, or a golden fingerprint differs. */
  notMet: 1,
  badInput: 2,
  /** A law or determinism was broken, or the program itself failed. */
  broken: 3,
  /** A cluster or another service was not available. */
  unavailable: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of several ends the gravest: what makes the other results doubtful comes first. */
export const gravest = (codes: readonly ExitCode[]): ExitCode =>
  PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.good;

const PRECEDENCE: readonly ExitCode[] = [EXIT.interrupted, EXIT.broken, EXIT.unavailable, EXIT.badInput, EXIT.notMet];
