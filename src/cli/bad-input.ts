import { commandLine } from '../report/command-words.ts';
import { junitOfProblems } from '../report/junit.ts';
import { tapOfProblems } from '../report/tap.ts';
import type { Problem } from '../scenario/problem.ts';
import { EXIT } from './exit-code.ts';
import { type BadInput, jsonText } from './json-outputs.ts';
import type { DocumentReporter } from './run/reporter-choice.ts';
import { VERSION } from './version.ts';

/** What `--json` says of it. */
export const badInput = (problems: readonly Problem[]): BadInput => ({
  poolproof: VERSION,
  exitCode: EXIT.badInput,
  problems,
});

/** The same for whatever program reads: silence, or the document of an earlier run, would be taken for a good end. */
export function badInputText(reporter: DocumentReporter, problems: readonly Problem[]): string {
  switch (reporter) {
    case 'json':
      return jsonText(badInput(problems));
    case 'junit':
      return junitOfProblems(problems);
    case 'tap':
      return tapOfProblems(problems);
    default:
      return reporter satisfies never;
  }
}

/** A command line that cannot be carried out, as a problem in it; `message` and `remedy` are what people are told. */
export function problemOfLine(
  line: readonly string[],
  { message, remedy }: Pick<Problem, 'message' | 'remedy'>,
): Problem {
  const sourceLine = commandLine(['poolproof', ...line]);
  return { id: 'command-line', file: 'command line', line: 0, column: 1, message, remedy, sourceLine };
}
