import { PolicyFailed } from '../engine/policy-failed.ts';
import type { ProgramAccount } from '../real/policy-process.ts';

/** Nothing came of the questions to a program. */
export class SilentProgram extends PolicyFailed {
  /** All of the run. */
  readonly programs: readonly ProgramAccount[];

  constructor(silent: ProgramAccount, at: number, programs: readonly ProgramAccount[]) {
    super(silent.policy, at, sentenceOf(silent));
    this.programs = programs;
  }
}

/**
 * A program that answered nothing has decided nothing: whatever came of such a run, it says nothing of the policy, and a word misspelt in its
 * command must not look like a fault that was reproduced. Throws `SilentProgram`; `at` is ms since the run began.
 */
export function expectAnswers(programs: readonly ProgramAccount[], at: number): void {
  for (const account of programs) {
    const unanswered = Object.values(account.failures).reduce((sum, each) => sum + each, 0);
    if (account.asked > 0 && unanswered >= account.asked) throw new SilentProgram(account, at, programs);
  }
}

/** Once it was given up, no question reached it. */
function sentenceOf({ asked, failures, firstFailures, lastWords }: ProgramAccount): string {
  const { 'given-up': unasked = 0 } = failures;
  const reasons = Object.entries(firstFailures).filter(([failure]) => failure !== 'given-up');
  const why = reasons.map(([failure, detail]) => `${failure}: ${detail}`).join('; ');
  const end = unasked === 0 ? '' : '; then it was asked no more';
  const last = lastWords.at(-1);
  const words = last === undefined ? '' : `; its last words: ${last}`;
  return `it answered none of ${asked - unasked} questions (${why})${end}${words}`;
}
