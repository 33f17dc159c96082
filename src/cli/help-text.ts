import yargs, { type Argv, type Options } from 'yargs';
import type { Command, OptionDescription } from './command.ts';
import { VERSION } from './version.ts';

/** Help of the program: its commands, one sentence each. */
export async function programHelp(commands: readonly Command[], width: number): Promise<string> {
  const page = blank(width)
    .usage('$0 <command>\n\nTests and simulates the autoscaler and slot allocator of an agent pool.')
    .example('$0 run', 'run every scenario under scenarios/')
    .example('$0 run scenarios/monday.yaml --report out', 'run one file and write its report')
    .epilogue('`poolproof <command> --help` has an example of each command.');
  for (const command of commands) page.command(wordsOf(command), command.summary);
  return `${await page.getHelp()}\n`;
}

/** Help of one command: what it takes, with examples. */
export async function commandHelp(command: Command, width: number): Promise<string> {
  const { files, options, examples } = command;
  const page = blank(width).usage(`$0 ${wordsOf(command)}\n\n${command.summary}`);
  // Positionals belong to a command of yargs; this page is that command.
  page.command(`$0 ${argumentsOf(command)}`.trim(), false, (builder) => {
    if (typeof files === 'string') builder.positional('files', { type: 'string', array: true, describe: files });
    else if (files !== null) builder.positional('folder', { type: 'string', describe: files.folder });
    return builder;
  });
  page.options(Object.fromEntries(Object.entries(options).map(([name, option]) => [name, yargsOption(option)])));
  for (const [example, effect] of examples) page.example(`$0 ${example}`, effect);
  return `${await page.getHelp()}\n`;
}

const blank = (width: number): Argv =>
  yargs()
    .scriptName('poolproof')
    .locale('en')
    .wrap(width)
    .parserConfiguration({ 'camel-case-expansion': false, 'boolean-negation': false })
    .version(VERSION)
    .alias({ h: 'help', V: 'version' })
    .exitProcess(false);

const wordsOf = (command: Command): string => `${command.name} ${argumentsOf(command)}`.trim();

function argumentsOf({ files }: Command): string {
  if (files === null) return '';
  return typeof files === 'string' ? '[files..]' : '[folder]';
}

function yargsOption(option: OptionDescription): Options {
  const shared = { describe: option.summary, ...(option.short === undefined ? {} : { alias: option.short }) };
  if (option.kind === 'flag') return { ...shared, type: 'boolean' };
  return { ...shared, type: 'string', requiresArg: true, array: option.kind === 'list' };
}
