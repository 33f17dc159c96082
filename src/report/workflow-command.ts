/** GitHub shows at most ten errors of a step and drops the others silently: what is beyond is counted in a notice. */
export const ANNOTATIONS_MAX = 10;

/** What of a file an annotation marks. */
export interface Marked {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * A GitHub workflow command: a line of the log that the runner shows as an annotation. Whatever stands in it stays one line, so that no
 * name can write a command of its own.
 *
 * Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of `@actions/core`.
 */
export function workflowCommand(
  kind: 'error' | 'notice',
  { title, marked }: { readonly title: string; readonly marked: Marked | null },
  message: string,
): string {
  const place = marked === null ? '' : `file=${property(marked.file)},line=${marked.line},col=${marked.column},`;
  return `::${kind} ${place}title=${property(title)}::${data(message)}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
