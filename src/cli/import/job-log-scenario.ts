import type { JobLogFindings } from '../../measure/job-log-findings.ts';
import { formatDuration } from '../../scenario/duration-text.ts';
import type { TraceMap } from '../../scenario/trace/trace-options.ts';
import type { JobLogOptions } from './job-log-options.ts';
import { guessPool } from './pool-guess.ts';

export interface JobLogScenario {
  readonly scenario: string;
  /** The log as the scenario file names it: relative to itself. */
  readonly file: string;
  readonly options: JobLogOptions;
  readonly findings: JobLogFindings;
  /** From the start of the selection to the last submission, in ms of the log. */
  readonly lengthMs: number;
}

/** A scenario that replays a job log: complete, so that it runs as it stands, and a guess wherever the log cannot know. */
export function jobLogScenario(made: JobLogScenario): string {
  const { options, findings, lengthMs } = made;
  const { timeScale } = options;
  const pool = guessPool(findings);
  const longestMs = Math.ceil(findings.durations.max * timeScale);
  // Beyond the last submission, so that it comes within the window.
  const durationMs = wholeMinutes(lengthMs * timeScale + 1);
  const drainMs = wholeMinutes(Math.max(HALF_HOUR_MS, 2 * longestMs));
  const timeout =
    longestMs < HOUR_MS
      ? []
      : [
          `  dispatch: { taskTimeout: ${formatDuration(wholeMinutes(2 * longestMs))} } # the longest job takes ${formatDuration(longestMs)}`,
        ];
  return [
    `# The job log ${plain(made.file)}, replayed: ${findings.rows.used} of its ${findings.rows.read} rows are tasks.`,
    '# The work is that of the log; the pool is a guess from it, to be replaced by what the real pool has.',
    `# A long log runs faster with a smaller trace.timeScale (gaps and run times shrink alike, the load stays) or a select.`,
    '',
    `scenario: ${made.scenario}`,
    `about: ${JSON.stringify(`Replays the job log ${plain(made.file)}.`)}`,
    'labels: [imported]',
    '',
    'run:',
    `  duration: ${formatDuration(durationMs)} # to the last submission`,
    `  drain: { timeout: ${formatDuration(drainMs)} } # then the run goes on until the work is done`,
    '',
    'pool:',
    `  min: ${pool.min} # guess: ${pool.because.min}`,
    `  max: ${pool.max} # guess: ${pool.because.max}`,
    `  agent: { slots: ${pool.slots} } # guess: the language's default`,
    ...timeout,
    '',
    'workload:',
    '  - name: log',
    '    trace:',
    ...traceLines(made),
    '    type: plan # guess: a log knows one duration for each job',
    ...typeLines(findings),
    '',
    'expect:',
    `  - { name: the pool stays within its limits, always: { pods: "<= ${pool.max}" } }`,
    '  - { name: no task is lost, metric: { tasks.lost: 0 } }',
    '  # What should hold for waits and cost is yours to say; for example',
    '  # - { name: hardly anybody waits long, metric: { wait.p95: "< 5m" } }',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** What the log's own words mean is for its reader to say. */
function typeLines({ unknownTypes }: JobLogFindings): readonly string[] {
  const [first] = unknownTypes;
  if (first === undefined) return [];
  const more = unknownTypes.length - TYPES_NAMED;
  const named = unknownTypes.slice(0, TYPES_NAMED).map(({ word, jobs }) => `${plain(word)} (${jobs})`);
  return [
    `    # kinds of jobs that were not understood and are plans here: ${named.join(', ')}${more > 0 ? ` and ${more} others` : ''}`,
    `    # types: { ${plain(yamlKey(first.word))}: plan_and_apply }`,
  ];
}

const TYPES_NAMED = 10;

/** A word as a key of a flow map. */
export const yamlKey = (word: string): string =>
  /^[A-Za-z][\w-]*$/.test(word) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(word) ? word : JSON.stringify(word);

function traceLines({ file, options, findings }: JobLogScenario): readonly string[] {
  const { trace, from, until, timeScale } = options;
  const selected = [
    ...(from === null ? [] : [`from: ${JSON.stringify(from)}`]),
    ...(until === null ? [] : [`until: ${JSON.stringify(until)}`]),
  ];
  return [
    `file: ${JSON.stringify(file)}`,
    `format: ${findings.format}`,
    ...mapLines(findings, trace.map),
    ...(selected.length === 0 ? [] : [`select: { ${selected.join(', ')} }`]),
    ...(trace.limit === null ? [] : [`limit: ${trace.limit}`]),
    ...(timeScale === 1 ? [] : [`timeScale: ${timeScale} # of gaps and run times`]),
  ].map((line) => `      ${line}`);
}

/** Every column that was read is written down, found or given: the file then means the same whatever is found out tomorrow. */
function mapLines({ columns, format }: JobLogFindings, given: TraceMap): readonly string[] {
  if (format === 'swf' && Object.keys(given).length === 0) return ['map: { workspace: user }'];
  return [
    'map:',
    ...columns.map(({ field, column, unit }) => {
      const name = JSON.stringify(column);
      const choice = unit === null ? name : `{ column: ${name}, unit: ${unit} }`;
      return `  ${field}: ${choice} # ${given[field] === undefined ? 'found' : 'given'}`;
    }),
  ];
}

const plain = (text: string): string => text.replace(/[^\x20-\x7E\u00A0-\uFFFF]/g, '?');
const wholeMinutes = (ms: number): number => Math.ceil(ms / 60_000) * 60_000;
const HALF_HOUR_MS = 1_800_000;
const HOUR_MS = 3_600_000;
