import { parseArgs } from 'node:util';
import { nearest } from '../scenario/nearest.ts';
import type { Command } from './command.ts';
import { GivenArguments } from './given-arguments.ts';
import { UsageError } from './usage-error.ts';

/** What a command line asks for; help without a command is the help of the program. */
export type Asked =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly command: Command; readonly given: GivenArguments };

/** Reads a command line; its first slip is thrown as a `UsageError`. Values stay text, repeated options stay lists: the commands check them. */
export function readCommandLine(line: readonly string[], commands: readonly Command[]): Asked {
  const word = line.find((each) => !each.startsWith('-'));
  const command = commands.find(({ name }) => name === word) ?? null;
  const tokens = tokensOf(line, command);
  const wants = (name: string): boolean => tokens.some((each) => each.kind === 'option' && each.name === name);
  if (wants('help') && (command !== null || word === undefined)) return { kind: 'help', command };
  if (wants('version') && (command !== null || word === undefined)) return { kind: 'version' };
  if (command === null) throw noCommand(word, commands);
  const values: Record<string, string[] | true> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const value = textOf(token, command);
    if (value === true) values[token.name] = true;
    else values[token.name] = [...listOf(values[token.name]), value];
  }
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  words.splice(words.indexOf(command.name), 1);
  return { kind: 'command', command, given: new GivenArguments({ ...values, ...namesOf(words, command) }) };
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** Every slip is told in our words, with what was probably meant: nothing is refused here. */
function tokensOf(line: readonly string[], command: Command | null): readonly Token[] {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'V' },
  };
  for (const [name, { kind, short }] of Object.entries(command?.options ?? {})) {
    options[name] = { type: kind === 'flag' ? 'boolean' : 'string', ...(short === undefined ? {} : { short }) };
  }
  return parseArgs({ args: [...line], options, strict: false, tokens: true }).tokens;
}

function noCommand(word: string | undefined, commands: readonly Command[]): UsageError {
  const names = commands.map(({ name }) => name);
  const all = `one of: ${names.join(', ')}`;
  if (word === undefined) return new UsageError('no command given', `${all}; \`poolproof --help\` tells more`);
  return new UsageError(`no such command: ${word}`, suggestion(word, names, '', all));
}

/** True for a flag. */
function textOf(token: OptionToken, command: Command): string | true {
  const { name, rawName, value, inlineValue } = token;
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  const help = `\`poolproof ${command.name} --help\` lists its options`;
  if (option === undefined) {
    const meant = suggestion(name, Object.keys(command.options), '--', help);
    throw new UsageError(`poolproof ${command.name} has no option ${rawName}`, meant);
  }
  if (option.kind === 'flag') {
    if (value === undefined) return true;
    throw new UsageError(`${rawName} takes no value, but is given ${value}`, `write ${rawName}, or leave it out`);
  }
  if (value === undefined || (!inlineValue && value.startsWith('--'))) {
    throw new UsageError(`${rawName} needs a value`, `${rawName}: ${option.summary}`);
  }
  return value;
}

/** The names of files, or of the one folder. */
function namesOf(words: readonly string[], { name, files }: Command): Readonly<Record<string, unknown>> {
  if (typeof files === 'string') return { files: words };
  if (files === null) {
    if (words.length === 0) return {};
    throw new UsageError(`poolproof ${name} takes no files, but is given ${words.join(' ')}`, 'leave them out');
  }
  if (words.length > 1) {
    throw new UsageError(`${name} takes one folder, not ${words.length}`, 'run it once for each folder');
  }
  return { folder: words };
}

const listOf = (value: string[] | true | undefined): readonly string[] => (Array.isArray(value) ? value : []);

function suggestion(word: string, known: readonly string[], prefix: string, otherwise: string): string {
  const close = nearest(word, known);
  return close === null ? otherwise : `did you mean ${prefix}${close}?`;
}
