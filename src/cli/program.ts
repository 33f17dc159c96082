import yargs, { type Options } from 'yargs';
import type { Command, OptionDescription } from './command.ts';
import { COMMANDS } from './commands/registry.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { GivenArguments } from './given-arguments.ts';
import { lineMistake } from './line-mistake.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** Runs one command line to its end. Bad input is told on `warn` with its remedy and never thrown. */
export async function runProgram(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const mistake = lineMistake(line, COMMANDS);
    if (mistake !== null) throw mistake;
    return await parse(line, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${error.message}\n  → ${error.remedy}\n`);
    return EXIT.badInput;
  }
}

async function parse(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.good;
  const parser = yargs()
    .scriptName('poolproof')
    .usage('$0 <command>\n\nTests and simulates the autoscaler and slot allocator of an agent pool.')
    .locale('en')
    .wrap(terminal.width)
    .parserConfiguration(PLAIN)
    .version(VERSION)
    .alias({ h: 'help', V: 'version' })
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .example('$0 run', 'run every scenario under scenarios/')
    .example('$0 run scenarios/monday.yaml --report out', 'run one file and write its report')
    .epilogue('`poolproof <command> --help` has an example of each command.')
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(message ?? error.message, '`poolproof <command> --help` has examples');
    });
  for (const command of COMMANDS) {
    parser.command(
      lineOf(command),
      command.summary,
      (builder) => {
        const { files } = command;
        if (typeof files === 'string') builder.positional('files', { type: 'string', array: true, describe: files });
        else if (files !== null) builder.positional('folder', { type: 'string', describe: files.folder });
        for (const [example, effect] of command.examples) builder.example(`$0 ${example}`, effect);
        return builder.options(yargsOptions(command));
      },
      async (values) => {
        code = await command.execute(new GivenArguments(values), terminal);
      },
    );
  }
  await parser.parseAsync([...line]);
  return code;
}

/** As yargs reads it and the help shows it. */
function lineOf({ name, files }: Command): string {
  if (files === null) return name;
  return typeof files === 'string' ? `${name} [files..]` : `${name} [folder]`;
}

/** Values stay text, repeated options stay lists, dots stay dots: everything is checked by the commands themselves. */
const PLAIN = {
  'greedy-arrays': false,
  'dot-notation': false,
  'boolean-negation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

const yargsOptions = (command: Command): Record<string, Options> =>
  Object.fromEntries(Object.entries(command.options).map(([name, option]) => [name, yargsOption(option)]));

function yargsOption(option: OptionDescription): Options {
  const shared = { describe: option.summary, ...(option.short === undefined ? {} : { alias: option.short }) };
  if (option.kind === 'flag') return { ...shared, type: 'boolean' };
  return { ...shared, type: 'string', requiresArg: true, array: option.kind === 'list' };
}
