import type { SuiteChoice } from '../experiment/plan-suite.ts';

/** What was changed in the files on the command line, as words of another one: fragments first, since `--set` wins over them. */
export function changeWords({ set }: SuiteChoice): readonly string[] {
  const fragments = new Set(set.flatMap(({ fragment }) => fragment ?? []));
  const typed = set.filter(({ fragment }) => fragment === undefined);
  return [
    ...[...fragments].flatMap((fragment) => ['--with', fragment]),
    ...typed.flatMap(({ path, value }) => ['--set', `${path}=${value}`]),
  ];
}

/** What begins with a dash would be an option; `-` alone is standard input. */
export const fileWord = (file: string): string => (/^-./.test(file) ? `./${file}` : file);

/** As a shell takes them for these words. */
export const commandLine = (words: readonly string[]): string => words.map(shellWord).join(' ');

const shellWord = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
