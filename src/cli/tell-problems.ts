import { formatProblem, type Problem } from '../scenario/problem.ts';
import { counted } from './counted.ts';
import type { Terminal } from './terminal.ts';

/** All mistakes of all files, then how many. */
export function tellProblems(problems: readonly Problem[], terminal: Terminal, consequence = ''): void {
  for (const problem of problems) terminal.warn(`${formatProblem(problem)}\n\n`);
  terminal.warn(`${terminal.paintWarning('red', counted(problems.length, 'problem'))}${consequence}\n`);
}
