import { nearest } from '../scenario/nearest.ts';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';

/**
 * The first slip in a command line that its words alone show: no command, an unknown command, an unknown option. Found before
 * yargs sees the line, because yargs does not suggest options and names a mistyped command together with innocent options.
 */
export function lineMistake(line: readonly string[], commands: readonly Command[]): UsageError | null {
  const names = commands.map((command) => command.name);
  const word = line.find((each) => !each.startsWith('-'));
  const command = commands.find((each) => each.name === word);
  if (command === undefined) {
    if (line.some((each) => EVERYWHERE.includes(each))) return null;
    if (word === undefined)
      return new UsageError('no command given', `one of: ${names.join(', ')}; \`poolproof --help\` tells more`);
    return new UsageError(`no such command: ${word}`, suggestion(word, names, '', `one of: ${names.join(', ')}`));
  }
  const known = Object.keys(command.options);
  let takesValue = false;
  for (const each of beforeSeparator(line)) {
    const isValue = takesValue && !each.startsWith('--');
    takesValue = false;
    if (isValue || !each.startsWith('-') || each === '-' || EVERYWHERE.includes(each)) continue;
    const given = each.replace(/=.*$/s, '');
    const option = Object.entries(command.options).find(
      ([name, { short }]) => given === `--${name}` || given === `-${short}`,
    );
    if (option === undefined) {
      return new UsageError(
        `poolproof ${command.name} has no option ${given}`,
        suggestion(given.replace(/^--?/, ''), known, '--', `\`poolproof ${command.name} --help\` lists its options`),
      );
    }
    takesValue = option[1].kind !== 'flag' && given === each;
  }
  return severalFolders(line, command);
}

/** yargs would call the second one an unknown argument. */
function severalFolders(line: readonly string[], command: Command): UsageError | null {
  if (command.files === null || typeof command.files === 'string') return null;
  const takingValue = new Set(
    Object.entries(command.options).flatMap(([name, { kind, short }]) =>
      kind === 'flag' ? [] : [`--${name}`, `-${short}`],
    ),
  );
  const before = beforeSeparator(line);
  const words = before.filter((each, at) => !each.startsWith('-') && !takingValue.has(before[at - 1] ?? ''));
  const folders = words.length - 1 + Math.max(0, line.length - before.length - 1);
  if (folders <= 1) return null;
  return new UsageError(`${command.name} takes one folder, not ${folders}`, 'run it once for each folder');
}

const EVERYWHERE: readonly string[] = ['--help', '-h', '--version', '-V'];

const suggestion = (word: string, known: readonly string[], prefix: string, otherwise: string): string => {
  const close = nearest(word, known);
  return close === null ? otherwise : `did you mean ${prefix}${close}?`;
};

const beforeSeparator = (line: readonly string[]): readonly string[] => {
  const end = line.indexOf('--');
  return end === -1 ? line : line.slice(0, end);
};
