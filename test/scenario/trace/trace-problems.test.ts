import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../../src/scenario/attachment.ts';
import { MAX_FILE_VALUES } from '../../../src/scenario/duration-file.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import * as messages from '../../../src/scenario/messages.ts';
import { formatProblem, type Sentence } from '../../../src/scenario/problem.ts';
import { attached, expectProblem, scenarioText } from '../scenario-text.ts';

const HOUR = 3_600_000;
const FILES = attached({
  'log.csv': 'submit,run,user,kind\n100,10,ann,build\n160,20,bob,deploy\n',
  'log.swf': '1 0 1 2 1 2 -1 1 9 -1 1 7 1 -1 1 -1 -1 -1\n',
  'never.csv': 'submit,run\n0,-1\n1,\n',
  'other.csv': 'wann,dauer\n0,1\n',
  'bare.txt': '20s\n# a remark\n\n30\n',
  'empty.txt': '# nothing\n',
  'many.txt': '1s\n'.repeat(MAX_FILE_VALUES + 1),
});
const trace = (text: string): string => `workload:\n  - ${text}`;

type Cases = Readonly<Record<string, readonly [text: string, sentence: Sentence]>>;

const check = (cases: Cases): void => {
  for (const [name, [text, sentence]] of Object.entries(cases)) test(name, () => expectProblem(text, sentence, FILES));
};

describe('a trace entry', () => {
  check({
    'a log that is not there': [trace('trace: { file: ▶lgo.csv }'), messages.fileMissing('lgo.csv')],
    'a column that is nearly one of the log': [
      trace('trace: { file: log.csv, map: { workspace: ▶usr } }'),
      messages.unknownColumn('log.csv', 'usr', ['submit', 'run', 'user', 'kind']),
    ],
    'a log without usual names needs a map': [
      trace('trace: { file: other.csv, map: ▶{ submit: wann } }'),
      messages.noColumnFor('other.csv', 'run or end', ['wann', 'dauer']),
    ],
    'a log without a usable row': [
      trace('trace: { file: ▶never.csv }'),
      messages.traceWithoutJobs('never.csv', {
        read: 2,
        used: 0,
        skipped: [{ reason: 'run-unknown', rows: 2, firstRow: 2 }],
      }),
    ],
    'a column is not a list': [
      trace('trace: { file: log.csv, map: { submit: ▶[a] } }'),
      messages.wrongShape(
        'workload.0.trace.map.submit',
        "a column's name or number, or { column: created, unit: ms }",
        ['a'],
      ),
    ],
    'columns count from 1': [
      trace('trace: { file: log.csv, map: { submit: ▶0 } }'),
      messages.notColumn('workload.0.trace.map.submit', 0),
    ],
    'a moment is a duration or a timestamp': [
      trace('trace: { file: log.csv, select: { from: ▶monday } }'),
      messages.notMoment('workload.0.trace.select.from', 'monday'),
    ],
    'a date means nothing to a log without one': [
      trace('trace: { file: log.csv, select: { from: ▶"2026-01-05" } }'),
      messages.traceWithoutCalendar('log.csv'),
    ],
    'a selection does not end before it begins': [
      trace('trace: { file: log.swf, select: { from: 0s, until: ▶0s } }'),
      messages.emptyWindow(),
    ],
    'a delimiter is one character': [
      trace('trace: { file: log.csv, delimiter: ▶", " }'),
      messages.notDelimiter('workload.0.trace.delimiter', ', '),
    ],
    'SWF has no delimiter': [
      trace('trace: { file: log.swf, ▶delimiter: ";" }'),
      messages.onlyWithCsv('delimiter', 'swf'),
    ],
    'a log that begins after the last arrival': [
      trace('trace: { file: log.csv }\n    startAt: ▶59m\nrun: { duration: 59m }'),
      messages.arrivesTooLate(59 * 60_000, 59 * 60_000),
    ],
    'a log whose selected jobs all come too late': [
      trace('trace: { file: ▶log.csv, timeScale: 100, select: { from: 1s } }'),
      messages.traceAfterEnd('log.csv', HOUR),
    ],
    'types need a column of types': [
      trace('trace: { file: log.swf }\n    ▶types: { deploy: plan_and_apply }'),
      messages.typesWithoutColumn('log.swf'),
    ],
    'a type that no job has': [
      trace('trace: { file: log.csv }\n    types: { ▶deplyo: plan_and_apply }'),
      messages.unknownName('type in log.csv', 'deplyo', ['build', 'deploy']),
    ],
    'a plan has no share': [
      trace('trace: { file: log.swf }\n    ▶planShare: 0.3'),
      messages.noApplyPhase('planShare', 'plan'),
    ],
    'a pool that is not there': [
      trace('trace: { file: log.swf }\n    pool: ▶web'),
      messages.unknownName('pool', 'web', ['pool']),
    ],
    'a misspelt key': [
      trace('trace: { ▶flie: log.swf }'),
      messages.unknownKey('workload.0.trace.flie', 'flie', [
        'file',
        'format',
        'map',
        'unit',
        'delimiter',
        'header',
        'select',
        'limit',
        'timeScale',
        'durationScale',
      ]),
    ],
  });

  test('a log whose jobs all come too late is told apart from one that is read wrongly', () => {
    const text = trace('trace: { file: log.csv, select: { from: 30s } }');
    const { problems } = loadScenario(scenarioText(text), 'test.yaml', { set: [], attachments: FILES });
    expect(problems.map(formatProblem)).toEqual([]);
  });

  test.each<[Attachment, Sentence]>([
    [{ kind: 'missing' }, messages.fileMissing('a.csv')],
    [{ kind: 'folder' }, messages.fileIsFolder('a.csv')],
    [{ kind: 'binary' }, messages.fileIsBinary('a.csv')],
    [{ kind: 'too-large', limitBytes: 1024 ** 2 }, messages.fileTooLarge('a.csv', 1024 ** 2)],
    [{ kind: 'unreadable', detail: 'EACCES' }, messages.fileUnreadable('a.csv', 'EACCES')],
  ])('a file that is %j is a problem where it is named', (attachment, sentence) => {
    expectProblem(trace('trace: { file: ▶a.csv }'), sentence, () => attachment);
    expectProblem('pool: { max: 1, pods: { start: { empirical: { file: ▶a.csv } } } }', sentence, () => attachment);
  });

  test('a mistake that only a variant makes is told as its own', () => {
    const text = `${trace('trace: { file: log.csv }')}\nvariants: { a: { set: { workload.0.trace.file: gone.csv } } }`;
    const { problems } = loadScenario(scenarioText(text), 'test.yaml', { set: [], attachments: FILES });
    expect(problems.map(({ message }) => message)).toEqual([
      messages.inVariant('a', messages.fileMissing('gone.csv').message),
    ]);
  });
});

describe('a file of durations', () => {
  const start = (file: string): string => `pool: { max: 1, pods: { start: { empirical: { file: ▶${file} } } } }`;
  check({
    'a duration without a unit names its line': [
      start('bare.txt'),
      messages.durationWithoutUnit('bare.txt line 4', '30'),
    ],
    'a file of remarks': [start('empty.txt'), messages.noDurations('empty.txt')],
    'a file that is too long': [start('many.txt'), messages.tooManyValues('many.txt', MAX_FILE_VALUES)],
    'nothing beside the file': [
      'pool: { max: 1, pods: { start: { empirical: { file: bare.txt, ▶unit: s } } } }',
      messages.unknownKey('pool.pods.start.empirical.unit', 'unit', ['file']),
    ],
    'neither a list nor a file': [
      'pool: { max: 1, pods: { start: { empirical: ▶20s } } }',
      messages.wrongShape(
        'pool.pods.start.empirical',
        'a list of durations, [20s, 25s], or { file: durations.txt }',
        '20s',
      ),
    ],
  });
});
