import { EXIT } from './exit-code.ts';
import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

/** The program: reads the process's command line and sets its exit code. */
export async function main(): Promise<void> {
  const terminal = processTerminal();
  // A reader that has seen enough (`poolproof run | head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    terminal.warn(
      `${terminal.paintWarning('red', 'error')}: standard output cannot be written: ${error.message}\n  → make room, or send it elsewhere\n`,
    );
    process.exit(EXIT.badInput);
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => {});
  try {
    // Not process.exit: what was printed into a pipe must get through.
    process.exitCode = await runProgram(process.argv.slice(2), terminal);
  } catch (error) {
    terminal.warn(
      `poolproof itself failed; please report this.\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = EXIT.broken;
  }
}
