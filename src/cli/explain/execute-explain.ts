import type { PodId, PoolId, TaskId } from '../../engine/ids.ts';
import { explainJournal, type JournalAnswer } from '../../experiment/explain-journal.ts';
import { journalLines } from '../../experiment/read-journal-file.ts';
import type { Question } from '../../measure/explain/journal-guide.ts';
import { fieldReaders, UnknownName } from '../../measure/field-readers.ts';
import type { JournalHeader } from '../../measure/journal-header.ts';
import { momentLines } from '../../report/explain/moment-text.ts';
import { podLines } from '../../report/explain/pod-text.ts';
import { taskLines } from '../../report/explain/task-text.ts';
import { formatInstant } from '../../report/quantity.ts';
import { parseDuration } from '../../scenario/duration.ts';
import { formatDuration } from '../../scenario/duration-text.ts';
import { nearest } from '../../scenario/nearest.ts';
import { badInput } from '../bad-input.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** Answers from one journal why a pool had its size at a time, why a task waited and what became of a pod. */
export function executeExplain(given: GivenArguments, terminal: Terminal): ExitCode {
  const asked = request(given);
  const answer = answerOf(asked);
  if (answer.kind === 'unreadable') {
    const { line, why: message, text } = answer;
    const sourceLine = text.slice(0, SHOWN_CHARS);
    const remedy = 'name a whole journal that `poolproof run --journal` wrote';
    terminal.warn(`${asked.file}:${line}: ${message}\n  ${sourceLine}\n  → ${remedy}\n`);
    const problem = { id: 'journal-unreadable', file: asked.file, line, column: 1, message, remedy, sourceLine };
    if (given.flag('json')) printJson('explain', badInput([problem]), terminal);
    return EXIT.badInput;
  }
  const { header, endedAt, explanation } = answer;
  if (asked.at !== null && explanation.moment === null)
    throw new UsageError(
      `the journal ends at ${formatInstant(endedAt)}, before ${formatInstant(asked.at)}`,
      `ask for ${formatDuration(endedAt)} or earlier`,
    );
  if (asked.task !== null && explanation.task === null) throw notThere('task', asked.task, answer.tasks);
  if (asked.pod !== null && explanation.pod === null) throw notThere('pod', asked.pod, answer.pods);
  if (given.flag('json')) {
    const { scenario, variant, seed, replication } = header;
    const told = { journal: asked.file, scenario, variant, seed, replication, ...explanation };
    printJson('explain', told, terminal);
    return EXIT.good;
  }
  const { moment, task, pod } = explanation;
  const blocks = [
    ...(moment === null ? [] : [momentLines(moment)]),
    ...(task === null ? [] : [taskLines(task)]),
    ...(pod === null ? [] : [podLines(pod)]),
  ];
  terminal.print(blocks.map((lines) => `${lines.join('\n')}\n`).join('\n'));
  return EXIT.good;
}

interface Request {
  readonly file: string;
  readonly at: number | null;
  readonly pool: string | null;
  readonly task: string | null;
  readonly pod: string | null;
}

function request(given: GivenArguments): Request {
  const [file, ...more] = given.files;
  if (file === undefined)
    throw new UsageError('no journal is named', 'record one with `poolproof run FILE --journal run.jsonl`');
  if (more.length > 0) throw new UsageError('more than one journal is named', 'explain one at a time');
  const at = given.text('at');
  const [pool, task, pod] = [given.text('pool'), given.text('task'), given.text('pod')];
  if (at === null && task === null && pod === null)
    throw new UsageError('nothing is asked', 'give --at 12m30s, --task t1 or --pod pod-000001');
  if (pool !== null && at === null) throw new UsageError('--pool says nothing without --at', 'add --at 12m30s');
  return { file, at: at === null ? null : instantOf(at), pool, task, pod };
}

function answerOf(asked: Request): JournalAnswer {
  try {
    return explainJournal(journalLines(asked.file), (header) => questionOf(asked, header));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError(
      `cannot read ${asked.file}: ${error.message}`,
      'name a journal that `poolproof run --journal` wrote',
    );
  }
}

/** A task or pod that no name could mean is asked for all the same: the journal is read for the names to offer in its place. */
function questionOf({ at, pool, task, pod }: Request, header: JournalHeader): Question {
  const readers = fieldReaders(header);
  const read = (kind: 'task' | 'pod', name: string | null): number | null => {
    if (name === null) return null;
    try {
      return readers[kind](name as never) as number;
    } catch (error) {
      if (error instanceof UnknownName) return NOBODY;
      throw error;
    }
  };
  const pools = header.pools.map(({ config }) => config.name);
  const index = pool === null ? -1 : pools.indexOf(pool);
  if (pool !== null && index < 0) throw notThere('pool', pool, pools);
  return {
    at,
    pool: pool === null ? null : (index as PoolId),
    task: read('task', task) as TaskId | null,
    pod: read('pod', pod) as PodId | null,
  };
}

/** `12m30s`, or as reports write instants, `0:12:30`. */
function instantOf(text: string): number {
  const [, hours, minutes, seconds, rest = ''] = /^(\d+):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (hours !== undefined)
    return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(rest.padEnd(3, '0'));
  const parsed = parseDuration(text, '--at');
  if (typeof parsed === 'number') return parsed;
  throw new UsageError(parsed.message, 'give a time since the run began: --at 12m30s or --at 0:12:30');
}

function notThere(what: 'task' | 'pod' | 'pool', name: string, known: readonly string[]): UsageError {
  const meant = nearest(name, known);
  const some = known.slice(0, NAMES_SHOWN).join(', ');
  const rest = known.length > NAMES_SHOWN ? ` and ${known.length - NAMES_SHOWN} more` : '';
  return new UsageError(
    `the journal has no ${what} ${JSON.stringify(name)}`,
    meant === null ? `it has ${some === '' ? `no ${what} at all` : `${some}${rest}`}` : `did you mean ${meant}?`,
  );
}

/** No id is below 0. */
const NOBODY = -2;
const NAMES_SHOWN = 8;
const SHOWN_CHARS = 120;
