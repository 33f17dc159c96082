import { type Explanation, JournalGuide, type Question } from '../measure/explain/journal-guide.ts';
import { type JournalHeader, namedPolicies, parseHeader } from '../measure/journal-header.ts';
import { type JournalRecord, journalReader } from '../measure/journal-reader.ts';
import { Names } from '../measure/names.ts';
import { tellRecord } from '../measure/tell-record.ts';
import type { InitialPod } from '../scenario/compiled.ts';

/** What a journal answered. `tasks` are the names of those that arrived, `pods` of those that were made, for whoever asked for another. */
export type JournalAnswer =
  | {
      readonly kind: 'answered';
      readonly header: JournalHeader;
      /** ms; of the last record that was read. */
      readonly endedAt: number;
      readonly explanation: Explanation;
      readonly tasks: readonly string[];
      readonly pods: readonly string[];
    }
  /** A line that cannot be read; `line` counts from 1. */
  | { readonly kind: 'unreadable'; readonly line: number; readonly text: string; readonly why: string };

/** Reads a journal, header first, until the question is answered. `ask` makes the question out of the header's names. */
export function explainJournal(lines: Iterator<string>, ask: (header: JournalHeader) => Question): JournalAnswer {
  const first = lines.next();
  const text = first.done === true ? '' : first.value;
  const header = parseHeader(text, namedPolicies);
  if (typeof header === 'string') return { kind: 'unreadable', line: 1, text, why: header };
  const question = ask(header);
  const read = journalReader(header);
  const names = new Names(header);
  const tasks = new Set(header.initialTasks.map(({ task }) => names.task(task)));
  const pods = new Set<string>();
  /** Records before the first event: what stands at the beginning. */
  let beginning: JournalRecord[] | null = [];
  let guide: JournalGuide | null = null;
  let now = 0;
  const play = (known: JournalGuide, entry: JournalRecord): void => {
    const { at } = entry.record;
    if (at > now) {
      for (const observer of known.observers) observer.instantEnded?.(now);
      if (question.at !== null && at > question.at) known.reached();
    }
    now = at;
    for (const observer of known.observers) tellRecord(observer, entry);
  };
  for (let line = 2; guide === null || !guide.isDone; line++) {
    const next = lines.next();
    if (next.done === true) break;
    const entry = read(next.value);
    if (typeof entry === 'string') return { kind: 'unreadable', line, text: next.value, why: entry };
    if (entry.group === 'fact' && entry.record.kind === 'task.arrived') tasks.add(names.task(entry.record.task));
    if (entry.group === 'fact' && entry.record.kind === 'pod.up') pods.add(names.pod(entry.record.pod));
    if (beginning !== null) {
      beginning.push(entry);
      if (entry.group === 'fact') continue;
      guide = new JournalGuide(header, initialPods(beginning), question);
      for (const early of beginning) play(guide, early);
      beginning = null;
    } else if (guide !== null) play(guide, entry);
  }
  guide ??= new JournalGuide(header, initialPods(beginning ?? []), question);
  if (!guide.isDone) for (const observer of guide.observers) observer.instantEnded?.(now);
  if (question.at === now) guide.reached();
  return {
    kind: 'answered',
    header,
    endedAt: now,
    explanation: guide.explanation(now),
    tasks: [...tasks],
    pods: [...pods],
  };
}

function initialPods(records: readonly JournalRecord[]): readonly InitialPod[] {
  const pods = new Map<number, InitialPod>();
  for (const { group, record } of records) {
    if (group !== 'fact') continue;
    if (record.kind === 'pod.up')
      pods.set(record.pod, { pod: record.pod, pool: record.pool, state: 'pending', ageMs: 0 });
    const known = record.kind === 'pod.phase' ? pods.get(record.pod) : undefined;
    if (known !== undefined && record.kind === 'pod.phase' && record.phase !== 'terminating')
      pods.set(record.pod, { ...known, state: record.phase });
  }
  return [...pods.values()];
}
