import yargs from 'yargs';
import type { Command, OptionDescription } from './command.ts';
import type { Terminal } from './terminal.ts';

/** The shells that a script can be had for, as the ends of what SHELL names. */
const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const shellOf = (environment: NodeJS.ProcessEnv): Shell =>
  SHELLS.find((shell) => environment.SHELL?.endsWith(shell)) ?? 'bash';

/** Prints the script that asks the program at every press of the key: that of yargs, whose own for fish offers no files. */
export function printScript(shell: Shell, terminal: Terminal): void {
  if (shell === 'fish') terminal.print(FISH_SCRIPT);
  else yargs().scriptName('poolproof').showCompletionScript();
}

const FISH_SCRIPT =
  "complete -c poolproof -a '(poolproof --get-yargs-completions (commandline -opc) (commandline -ct))'\n";

/**
 * What may stand where the last of the words does, a line each; nothing where the shell knows better, as of names of files.
 * `words`: the program's name, then what was typed.
 */
export async function completions(
  words: readonly string[],
  commands: readonly Command[],
  shell: Shell,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(1, -1);
  const command = commands.find(({ name }) => name === before.find((word) => !word.startsWith('-')));
  if (command === undefined) return typed.startsWith('-') ? [] : described(commands.map(wordOf), shell);
  const option = optionOf(before.at(-1) ?? '', command);
  if (option !== undefined && option.kind !== 'flag') return valuesOf(option, typed);
  if (!typed.startsWith('-')) return [];
  const left = Object.entries(command.options).filter(
    ([name, { kind }]) => kind === 'list' || !before.includes(`--${name}`),
  );
  return described([...left.map(([name, { summary }]): Word => [`--${name}`, summary]), HELP], shell);
}

type Word = readonly [word: string, summary: string];

const HELP: Word = ['--help', 'Show help'];

const wordOf = ({ name, summary }: Command): Word => [name, summary];

function optionOf(word: string, { options }: Command): OptionDescription | undefined {
  const [, name = ''] = /^--?(.+)$/.exec(word) ?? [];
  return options[name] ?? Object.values(options).find(({ short }) => short !== undefined && short === name);
}

/** Of a list that has commas in it, the last part is completed. */
async function valuesOf({ kind, values }: OptionDescription, typed: string): Promise<readonly string[]> {
  const known = (await values?.()) ?? [];
  const done = kind === 'list' ? typed.slice(0, typed.lastIndexOf(',') + 1) : '';
  return known.map((value) => `${done}${value}`);
}

/** zsh and fish show what a word means, each behind a mark of its own. */
function described(words: readonly Word[], shell: Shell): readonly string[] {
  if (shell === 'bash') return words.map(([word]) => word);
  return words.map(([word, summary]) => `${word}${shell === 'fish' ? '\t' : ':'}${summary}`);
}
