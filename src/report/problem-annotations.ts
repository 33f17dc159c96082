import type { Problem } from '../scenario/problem.ts';

/** GitHub shows at most ten errors of a step and drops the others silently; so the rest are counted in a notice. */
const SHOWN = 10;

/**
 * Problems as GitHub workflow commands, each an annotation on the problem's own line. Source lines are left out: a scenario must
 * not be able to write a command of its own into the log.
 *
 * Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of `@actions/core`.
 */
export function problemAnnotations(problems: readonly Problem[]): string {
  const rest = problems.length - SHOWN;
  const lines = problems.slice(0, SHOWN).map(annotation);
  if (rest > 0) {
    const what = rest === 1 ? '1 more problem' : `${rest} more problems`;
    lines.push(`::notice title=poolproof::${what}; \`poolproof validate\` shows them all`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function annotation({ file, line, column, message, remedy }: Problem): string {
  // What came from the command line has no line that could be marked; its `file` is the option, as in `--set pool.max=0`.
  const onCommandLine = line === 0;
  const place = onCommandLine ? '' : `file=${property(file)},line=${line},col=${column},`;
  const sentence = onCommandLine ? `${file}: ${message}` : message;
  return `::error ${place}title=poolproof::${data(`${sentence}\n→ ${remedy}`)}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
