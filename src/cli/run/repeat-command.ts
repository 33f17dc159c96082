import type { VariantResult } from '../../experiment/variant-result.ts';
import { changeWords, commandLine, fileWord } from '../../report/command-words.ts';

/** The command line that runs this variant again, with the same luck, and ends as it ended. */
export function repeatCommand({ planned, verdict }: VariantResult): string {
  const { file, variant, choice, seed } = planned;
  const words = ['poolproof', 'run', fileWord(file), '--variant', variant, '--seed', seed, ...changeWords(choice)];
  if (choice.policy !== null) words.push('--policy', choice.policy);
  if (choice.replications !== null) words.push('--replications', String(choice.replications));
  if (choice.precision !== null) words.push('--precision', String(choice.precision));
  if (choice.maxReplications !== null) words.push('--max-replications', String(choice.maxReplications));
  // Two runs that differ are found by doing it twice; one alone passes.
  if (verdict.kind === 'broken' && verdict.cause.kind === 'not-deterministic') words.push('--check-determinism');
  return commandLine(words);
}
