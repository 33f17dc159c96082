import { nearest } from '../../scenario/nearest.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { UsageError } from '../usage-error.ts';

export const REPORTERS = ['pretty', 'json', 'junit', 'tap', 'github'] as const;
export type Reporter = (typeof REPORTERS)[number];
/** Those whose text is one document, which a program reads. */
export type DocumentReporter = Exclude<Reporter, 'pretty' | 'github'>;

/** One way in which a run's end is told. */
export interface ReporterChoice {
  readonly reporter: Reporter;
  /** Null = standard output. */
  readonly file: string | null;
}

/**
 * `--reporter junit=junit.xml,github --reporter tap`: any number, each to standard output or to a file of its own. Only one of them can have
 * standard output, and unless one is named that takes it, `pretty` does. `github` shares it: a runner finds its commands between other lines.
 */
export function reporterChoices(given: GivenArguments): readonly ReporterChoice[] {
  const named = given
    .list('reporter')
    .flatMap((list) => list.split(','))
    .map(choiceOf);
  const all = given.flag('json') ? [JSON_CHOICE, ...named] : named;
  const printed = all.filter(takesOutput);
  const [first, second] = printed;
  if (first !== undefined && second !== undefined) {
    const isSame = first.reporter === second.reporter;
    if (isSame && given.flag('json')) return all.filter((choice) => choice !== JSON_CHOICE);
    throw new UsageError(
      `${nameOf(first)} and ${nameOf(second)} both want standard output`,
      `give one of them, or a file: --reporter ${second.reporter}=FILE`,
    );
  }
  return first === undefined ? [PRETTY_CHOICE, ...all] : all;
}

/** A program reads standard output: nothing may stand between its lines. */
export const isDocument = ({ reporter, file }: ReporterChoice): boolean =>
  file === null && isDocumentReporter(reporter);

export const isDocumentReporter = (reporter: string): reporter is DocumentReporter =>
  reporter !== 'pretty' && reporter !== 'github' && REPORTERS.some((each) => each === reporter);

/** The document that a command line wants on standard output. From its bare words: it may be the line that is wrong. */
export function documentAsked(line: readonly string[]): DocumentReporter | null {
  if (line.includes('--json')) return 'json';
  const named = line.flatMap((word, at) =>
    word === '--reporter' ? [line[at + 1] ?? ''] : word.startsWith('--reporter=') ? [word.slice(11)] : [],
  );
  return named.flatMap((list) => list.split(',')).find(isDocumentReporter) ?? null;
}

const takesOutput = ({ reporter, file }: ReporterChoice): boolean => file === null && reporter !== 'github';

const PRETTY_CHOICE: ReporterChoice = { reporter: 'pretty', file: null };
const JSON_CHOICE: ReporterChoice = { reporter: 'json', file: null };

const nameOf = (choice: ReporterChoice): string =>
  choice === JSON_CHOICE ? '--json' : `--reporter ${choice.reporter}`;

function choiceOf(text: string): ReporterChoice {
  const [name = '', ...rest] = text.split('=');
  const file = rest.length === 0 ? null : rest.join('=');
  const reporter = REPORTERS.find((each) => each === name.trim());
  if (reporter === undefined) {
    const close = nearest(name.trim(), REPORTERS);
    throw new UsageError(
      `no such reporter: ${name}`,
      close === null ? `one of: ${REPORTERS.join(', ')}` : `did you mean ${close}?`,
    );
  }
  if (file === '')
    throw new UsageError(`--reporter ${text} names no file`, `for example --reporter ${reporter}=out.txt`);
  if (reporter === 'github' && file !== null)
    throw new UsageError(
      '--reporter github takes no file',
      'it writes where the runner looks: its log and GITHUB_STEP_SUMMARY',
    );
  return { reporter, file };
}
