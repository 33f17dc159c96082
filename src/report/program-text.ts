import type { VariantResult } from '../experiment/variant-result.ts';

/** What is to be told of policy programs that failed, one sentence each; nothing of those that answered. */
export function programSentences({ runs }: VariantResult): readonly string[] {
  return runs.flatMap(({ replication, programs }) =>
    programs
      .filter(({ failures }) => Object.keys(failures).length > 0)
      .map(({ pool, policy, asked, failures, firstFailures, mostFailuresInARow, lastWords }) => {
        // Once it was given up, no question reached it.
        const { 'given-up': unasked = 0, ...failed } = failures;
        const count = Object.values(failed).reduce((sum, each) => sum + each, 0);
        const kinds = Object.entries(failed).map(([failure, times]) => `${times} ${failure}`);
        const first = Object.entries(firstFailures).filter(([failure]) => failure !== 'given-up');
        const reasons = first.map(([failure, detail]) => `; first ${failure}: ${detail}`).join('');
        const inARow = unasked === 0 ? `; up to ${mostFailuresInARow} in a row` : '';
        const end = unasked === 0 ? '' : `; then it was asked no more, ${unasked} times`;
        const words = lastWords.length === 0 ? '' : `; its last words: ${lastWords.join(' | ')}`;
        const where = runs.length > 1 ? ` (replication ${replication})` : '';
        return `${policy} of ${pool} gave no answer to ${count} of ${asked - unasked} questions (${kinds.join(', ')}${inARow})${reasons}${end}${words}${where}`;
      }),
  );
}
