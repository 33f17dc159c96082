import type { VariantResult } from '../experiment/variant-result.ts';

/** What is to be told of policy programs that failed, one sentence each; nothing of those that answered. */
export function programSentences({ runs }: VariantResult): readonly string[] {
  return runs.flatMap(({ replication, programs }) =>
    programs
      .filter(({ failures }) => Object.keys(failures).length > 0)
      .map(({ pool, policy, asked, failures, mostFailuresInARow, isGivenUp, lastWords }) => {
        const count = Object.values(failures).reduce((sum, each) => sum + each, 0);
        const kinds = Object.entries(failures).map(([failure, times]) => `${times} ${failure}`);
        const end = isGivenUp ? '; then it was asked no more' : '';
        const words = lastWords.length === 0 ? '' : `; its last words: ${lastWords.join(' | ')}`;
        const where = runs.length > 1 ? ` (replication ${replication})` : '';
        return `${policy} of ${pool} gave no answer to ${count} of ${asked} questions (${kinds.join(', ')}; up to ${mostFailuresInARow} in a row)${end}${words}${where}`;
      }),
  );
}
