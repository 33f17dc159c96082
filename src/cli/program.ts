import { badInputText, problemOfLine } from './bad-input.ts';
import type { Command } from './command.ts';
import { readCommandLine } from './command-line.ts';
import { COMMANDS } from './commands/registry.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { documentAsked } from './run/reporter-choice.ts';
import { type SystemRefusal, systemRefusal } from './system-refusal.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** Runs one command line to its end. Bad input is told on `warn` with its remedy and never thrown. */
export async function runProgram(line: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let hasPrinted = false;
  const noting: Terminal = {
    ...terminal,
    print: (text) => {
      hasPrinted = true;
      terminal.print(text);
    },
  };
  return guarded(
    async () => {
      if (line[0] === COMPLETION_KEY) return await complete(line.slice(1), noting);
      const asked = readCommandLine(line, COMMANDS);
      if (asked.kind === 'command') return await asked.command.execute(asked.given, noting);
      if (asked.kind === 'version') noting.print(`${VERSION}\n`);
      else noting.print(await helpOf(asked.command, terminal.width));
      return EXIT.good;
    },
    terminal,
    (told) => {
      const reporter = documentAsked(line);
      if (reporter !== null && !hasPrinted) terminal.print(badInputText(reporter, [problemOfLine(line, told)]));
    },
  );
}

/** Bad input, and what the system refuses, becomes a message and its exit code. `onBadInput` hears of it, too. */
export async function guarded(
  work: () => Promise<ExitCode>,
  terminal: Terminal,
  onBadInput: (told: SystemRefusal) => void = () => {},
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const told = error instanceof UsageError ? error : systemRefusal(error);
    if (told === null) throw error;
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${told.message}\n  → ${told.remedy}\n`);
    onBadInput(told);
    return EXIT.badInput;
  }
}

/** With this a script of yargs asks while somebody types; behind it stands the line so far, the program's name first. */
const COMPLETION_KEY = '--get-yargs-completions';

async function complete(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { completions, shellOf } = await import('./completion.ts');
  const found = await completions(words, COMMANDS, shellOf(process.env));
  terminal.print(found.map((word) => `${word}\n`).join(''));
  return EXIT.good;
}

/** Only who asks for help loads what lays it out. */
async function helpOf(command: Command | null, width: number): Promise<string> {
  const { commandHelp, programHelp } = await import('./help-text.ts');
  return command === null ? programHelp(COMMANDS, width) : commandHelp(command, width);
}
