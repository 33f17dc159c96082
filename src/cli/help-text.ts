import type { Command, OptionDescription } from './command.ts';
import { wrapWords } from './text-table.ts';

/** Help of the program: its commands, one sentence each. */
export function programHelp(commands: readonly Command[], width: number): string {
  return sections([
    ['poolproof <command>'],
    ['Tests and simulates the autoscaler and slot allocator of an agent pool.'],
    table(
      'Commands:',
      commands.map((command) => [usageOf(command), command.summary]),
      width,
    ),
    table('Options:', EVERYWHERE, width),
    table('Examples:', PROGRAM_EXAMPLES, width),
    ['`poolproof <command> --help` has an example of each command.'],
  ]);
}

/** Help of one command: what it takes, with examples. */
export function commandHelp(command: Command, width: number): string {
  const { files, options, examples } = command;
  const names = typeof files === 'string' ? ['files', files] : files === null ? null : ['folder', files.folder];
  return sections([
    [usageOf(command)],
    wrapWords(command.summary, width),
    names === null ? [] : table('Positionals:', [names], width),
    table('Options:', [...Object.entries(options).map(optionRow), ...EVERYWHERE], width),
    table(
      'Examples:',
      examples.map(([line, effect]) => [`poolproof ${line}`, effect]),
      width,
    ),
  ]);
}

function usageOf({ name, files }: Command): string {
  const names = files === null ? '' : typeof files === 'string' ? ' [files..]' : ' [folder]';
  return `poolproof ${name}${names}`;
}

function optionRow([name, { kind, short, summary }]: readonly [string, OptionDescription]): readonly string[] {
  const value = kind === 'flag' ? '' : ' VALUE';
  return [`${short === undefined ? '    ' : `-${short}, `}--${name}${value}`, summary];
}

const EVERYWHERE: readonly (readonly string[])[] = [
  ['-h, --help', 'Show help'],
  ['-V, --version', 'Show the version'],
];

const PROGRAM_EXAMPLES: readonly (readonly string[])[] = [
  ['poolproof run', 'run every scenario under scenarios/'],
  ['poolproof run scenarios/monday.yaml --report out', 'run one file and write its report'],
];

/** Two columns below a heading. A first column as wide as half the terminal stands on a line of its own. */
function table(heading: string, rows: readonly (readonly string[])[], width: number): readonly string[] {
  const widest = Math.floor(width / 2);
  const column = Math.max(...rows.map(([left = '']) => left.length).filter((each) => each <= widest), 0);
  const indent = ' '.repeat(column + 4);
  const lines = rows.flatMap(([left = '', right = '']) => {
    const [first = '', ...others] = wrapWords(right, Math.max(width - indent.length, 20));
    const below = others.map((each) => indent + each);
    return left.length > column
      ? [`  ${left}`, indent + first, ...below]
      : [`  ${left.padEnd(column)}  ${first}`, ...below];
  });
  return [heading, ...lines];
}

const sections = (parts: readonly (readonly string[])[]): string =>
  `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
