import { endProcess, guardProcess, isProcessEnding, takeStrays } from '../experiment/own-process.ts';
import { EXIT } from './exit-code.ts';
import { runProgram } from './program.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** The program: reads the process's command line and sets its exit code. */
export async function main(): Promise<void> {
  const terminal = processTerminal();
  guardProcess((error) => {
    tellFailure(error, terminal);
    endProcess(EXIT.broken);
  });
  // A reader that has seen enough (`poolproof run | head`) is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') endProcess();
    terminal.warn(
      `${terminal.paintWarning('red', 'error')}: standard output cannot be written: ${error.message}\n  → make room, or send it elsewhere\n`,
    );
    endProcess(EXIT.badInput);
  });
  // Nobody is left to be told.
  process.stderr.on('error', () => {});
  let isDone = false;
  process.on('exit', () => {
    if (!isProcessEnding()) tellUntold(isDone, terminal);
  });
  try {
    // Not an end of the process: what was printed into a pipe must get through.
    process.exitCode = await runProgram(process.argv.slice(2), terminal);
  } catch (error) {
    tellFailure(error, terminal);
    process.exitCode = EXIT.broken;
  }
  isDone = true;
}

function tellFailure(error: unknown, terminal: Terminal): void {
  terminal.warn(
    `poolproof itself failed; please report this.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
}

/** At the very end: an end before the end, and failures of modules that no run has on its account, must not look like success. */
function tellUntold(isDone: boolean, terminal: Terminal): void {
  const said = [...new Set(takeStrays().map(({ module, text }) => `${module} failed ${text}`))];
  if (!isDone) said.push('the program ended before its work did: what it waited for will never come');
  for (const sentence of said) terminal.warn(`${terminal.paintWarning('red', 'error')}: ${sentence}\n`);
  if (said.length > 0) process.exitCode = EXIT.broken;
}
