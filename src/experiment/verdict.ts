import type { Check } from './checks.ts';
import type { CrashedRun, FinishedRun, LawBrokenRun, PolicyFailedRun, RunOutcome } from './run-outcome.ts';

/**
 * A variant passes when exactly the expectations and laws that it names in `breaks` failed and all others held: so a bug's file
 * proves both that the fault is reproduced and that the fix removes it.
 */
export type Verdict =
  | { readonly kind: 'passed' | 'failed'; readonly checks: readonly Check[] }
  /** A law that `breaks` does not name, or determinism, a policy of the user's or the program itself was broken: no figure can be trusted. */
  | { readonly kind: 'broken'; readonly checks: readonly Check[]; readonly cause: BrokenCause };

export type BrokenCause =
  | LawBrokenRun
  | PolicyFailedRun
  | CrashedRun
  | { readonly kind: 'not-deterministic'; readonly run: FinishedRun };

export function judge(outcomes: readonly RunOutcome[], checks: readonly Check[]): Verdict {
  for (const outcome of outcomes) {
    if (outcome.kind !== 'finished') return { kind: 'broken', checks, cause: outcome };
    if (outcome.determinism?.kind === 'differs')
      return { kind: 'broken', checks, cause: { kind: 'not-deterministic', run: outcome } };
  }
  return { kind: checks.every((check) => check.good) ? 'passed' : 'failed', checks };
}
