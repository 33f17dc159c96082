import { PolicyFailed } from '../engine/policy-failed.ts';
import type { ProgramAccount } from '../real/policy-process.ts';

/**
 * A program that answered nothing has decided nothing: whatever came of such a run, it says nothing of the policy, and a word misspelt in its
 * command must not look like a fault that was reproduced. Throws `PolicyFailed`; `at` is ms since the run began.
 */
export function expectAnswers(programs: readonly ProgramAccount[], at: number): void {
  for (const { policy, asked, failures, lastWords } of programs) {
    const unanswered = Object.values(failures).reduce((sum, each) => sum + each, 0);
    if (asked === 0 || unanswered < asked) continue;
    const kinds = Object.keys(failures).join(', ');
    const last = lastWords.at(-1);
    const words = last === undefined ? '' : `; its last words: ${last}`;
    throw new PolicyFailed(policy, at, `it answered none of ${asked} questions (${kinds})${words}`);
  }
}
