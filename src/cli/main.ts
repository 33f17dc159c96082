import { EXIT } from './exit-code.ts';
import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

/** The program: reads the process's command line and sets its exit code. */
export async function main(): Promise<void> {
  // A reader that has seen enough (`poolproof run | head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const terminal = processTerminal();
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
