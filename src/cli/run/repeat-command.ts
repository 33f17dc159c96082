import type { PlannedVariant } from '../../experiment/plan-suite.ts';

/** The command line that runs this variant again, with the same luck. */
export function repeatCommand({ file, variant, choice, seed }: PlannedVariant): string {
  const words = ['poolproof', 'run', file, '--variant', variant, '--seed', seed];
  const fragments = new Set(choice.set.flatMap(({ fragment }) => fragment ?? []));
  for (const fragment of fragments) words.push('--with', fragment);
  for (const { path, value, fragment } of choice.set)
    if (fragment === undefined) words.push('--set', `${path}=${value}`);
  if (choice.policy !== null) words.push('--policy', choice.policy);
  if (choice.replications !== null) words.push('--replications', String(choice.replications));
  if (choice.precision !== null) words.push('--precision', String(choice.precision));
  if (choice.maxReplications !== null) words.push('--max-replications', String(choice.maxReplications));
  return words.map(shellWord).join(' ');
}

/** As a shell takes it for one word. */
export const shellWord = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
