import { Parser } from 'yargs/helpers';
import { nearest } from '../scenario/nearest.ts';
import type { Command } from './command.ts';
import { GivenArguments } from './given-arguments.ts';
import { UsageError } from './usage-error.ts';

/** What a command line asks for; help without a command is the help of the program. */
export type Asked =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly command: Command; readonly given: GivenArguments };

/**
 * Reads a command line with the parser of yargs, which is a tenth of yargs to load; its first slip is thrown as a `UsageError`. Values stay
 * text, repeated options stay lists: the commands check them.
 */
export function readCommandLine(line: readonly string[], commands: readonly Command[]): Asked {
  const word = line.find((each) => !each.startsWith('-'));
  const command = commands.find(({ name }) => name === word) ?? null;
  const { options, words, asksFor, withoutValue } = parse(line, command);
  if (command !== null || word === undefined) {
    if (asksFor.help) return { kind: 'help', command };
    if (asksFor.version) return { kind: 'version' };
  }
  if (command === null) throw noCommand(word, commands);
  for (const [name, value] of options) refuseSlip(name, value, command);
  if (withoutValue !== null) throw needsValue(withoutValue, command);
  const names = namesOf(words.slice(1), command);
  return { kind: 'command', command, given: new GivenArguments({ ...Object.fromEntries(options), ...names }) };
}

interface Parsed {
  readonly options: readonly (readonly [string, unknown])[];
  /** The command itself first: options stand behind it, or need none of it. */
  readonly words: readonly string[];
  readonly asksFor: { readonly help: boolean; readonly version: boolean };
  /** An option, as it was written, behind which nothing stands. */
  readonly withoutValue: string | null;
}

/** As it stands: no numbers, no maps of dots, no `--no-`, and a list takes one value each time. */
const PLAIN = {
  'camel-case-expansion': false,
  'strip-aliased': true,
  'greedy-arrays': false,
  'dot-notation': false,
  'boolean-negation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': false,
};

function parse(line: readonly string[], command: Command | null): Parsed {
  const known = Object.entries(command?.options ?? {});
  const named = (isFlag: boolean): string[] =>
    known.filter(([, { kind }]) => (kind === 'flag') === isFlag).map(([name]) => name);
  const shorts = known.flatMap(([name, { short }]) => (short === undefined ? [] : [[name, short]]));
  const { argv, error } = Parser.detailed([...line], {
    boolean: ['help', 'version', ...named(true)],
    string: ['_', ...named(false)],
    alias: { help: 'h', version: 'V', ...Object.fromEntries(shorts) },
    narg: Object.fromEntries(named(false).map((name) => [name, 1])),
    configuration: PLAIN,
  });
  const { _: words, help, version, ...options } = argv;
  return {
    options: Object.entries(options),
    words: words.map(String),
    asksFor: { help: help !== undefined, version: version !== undefined },
    withoutValue: error === null ? null : (/: (\S+)$/.exec(error.message)?.[1] ?? null),
  };
}

function noCommand(word: string | undefined, commands: readonly Command[]): UsageError {
  const names = commands.map(({ name }) => name);
  const all = `one of: ${names.join(', ')}`;
  if (word === undefined) return new UsageError('no command given', `${all}; \`poolproof --help\` tells more`);
  return new UsageError(`no such command: ${word}`, suggestion(word, names, '', all));
}

function refuseSlip(name: string, value: unknown, command: Command): void {
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option === undefined) {
    const help = `\`poolproof ${command.name} --help\` lists its options`;
    const meant = suggestion(name, Object.keys(command.options), '--', help);
    throw new UsageError(`poolproof ${command.name} has no option ${dashed(name)}`, meant);
  }
  if (option.kind === 'flag' && value !== true) {
    throw new UsageError(`${dashed(name)} takes no value`, `write ${dashed(name)}, or leave it out`);
  }
}

/** By its long name or its short one. */
function needsValue(name: string, command: Command): UsageError {
  const found = Object.entries(command.options).find(([long, { short }]) => long === name || short === name);
  return new UsageError(`${dashed(name)} needs a value`, `${dashed(name)}: ${found?.[1].summary}`);
}

const dashed = (name: string): string => `${name.length === 1 ? '-' : '--'}${name}`;

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

function suggestion(word: string, known: readonly string[], prefix: string, otherwise: string): string {
  const close = nearest(word, known);
  return close === null ? otherwise : `did you mean ${prefix}${close}?`;
}
