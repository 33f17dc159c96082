import { readCommandLine } from './command-line.ts';
import { COMMANDS } from './commands/registry.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { commandHelp, programHelp } from './help-text.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** Runs one command line to its end. Bad input is told on `warn` with its remedy and never thrown. */
export async function runProgram(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const asked = readCommandLine(line, COMMANDS);
    if (asked.kind === 'command') return await asked.command.execute(asked.given, terminal);
    if (asked.kind === 'version') terminal.print(`${VERSION}\n`);
    else if (asked.command === null) terminal.print(programHelp(COMMANDS, terminal.width));
    else terminal.print(commandHelp(asked.command, terminal.width));
    return EXIT.good;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${error.message}\n  → ${error.remedy}\n`);
    return EXIT.badInput;
  }
}
