import type { Problem } from '../scenario/problem.ts';
import { ANNOTATIONS_MAX, workflowCommand } from './workflow-command.ts';

/**
 * Problems as GitHub workflow commands, each an annotation on the problem's own line. Source lines are left out: a scenario must
 * not be able to write a command of its own into the log.
 */
export function problemAnnotations(problems: readonly Problem[]): string {
  const rest = problems.length - ANNOTATIONS_MAX;
  const lines = problems.slice(0, ANNOTATIONS_MAX).map(annotation);
  if (rest > 0) {
    const what = rest === 1 ? '1 more problem' : `${rest} more problems`;
    lines.push(workflowCommand('notice', WHOLE, `${what}; \`poolproof validate\` shows them all`));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function annotation({ file, line, column, message, remedy }: Problem): string {
  // What came from the command line has no line that could be marked; its `file` is the option, as in `--set pool.max=0`.
  const onCommandLine = line === 0;
  const sentence = onCommandLine ? `${file}: ${message}` : message;
  const marked = onCommandLine ? null : { file, line, column };
  return workflowCommand('error', { ...WHOLE, marked }, `${sentence}\n→ ${remedy}`);
}

const WHOLE = { title: 'poolproof', marked: null };
