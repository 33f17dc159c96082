import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as messages from '../../../src/scenario/messages.ts';
import { readTrace } from '../../../src/scenario/trace/read-trace.ts';
import { asFound, TRACE_FORMATS, type TraceOptions } from '../../../src/scenario/trace/trace-options.ts';

const read = (text: string, options: Partial<TraceOptions> & { readonly file: string }) =>
  readTrace(text, { ...asFound(options.file), ...options });

/** `submit/run`, in seconds. */
const jobsIn = (text: string, options: Partial<TraceOptions> & { readonly file: string }): readonly string[] =>
  read(text, options).jobs.map(({ submitMs, runMs }) => `${submitMs / 1000}/${runMs / 1000}`);

const skippedIn = (text: string, options: Partial<TraceOptions> & { readonly file: string }): readonly string[] =>
  read(text, options).rows.skipped.map(({ reason, rows, firstRow }) => `${reason} ${rows} ${firstRow}`);

/** job submit wait run … status user: 18 fields. */
const swf = (submit: string, wait: string, run: string, status = '1', user = '7'): string =>
  `  1 ${submit} ${wait} ${run}  4 ${run} -1 4 60 -1 ${status} ${user} 1 -1 1 -1 -1 -1`;

describe('SWF', () => {
  test('header lines are no rows, and the start of the log is read from them', () => {
    const text = `; Version: 2.2\n; UnixStartTime: 1000\n;\n\n${swf('5', '2', '60')}\n; a comment\n${swf('9', '0', '1.5')}\n`;
    const { jobs, rows, originMs, header } = read(text, { file: 'a.swf' });
    expect(rows).toEqual({ read: 2, used: 2, skipped: [] });
    expect(originMs).toBe(1_000_000);
    expect(header.get('Version')).toBe('2.2');
    expect(jobs).toEqual([
      { row: 5, submitMs: 5000, waitMs: 2000, runMs: 60_000, workspace: '7', type: null },
      { row: 7, submitMs: 9000, waitMs: 0, runMs: 1500, workspace: '7', type: null },
    ]);
  });

  test('needs no header, takes CRLF, a byte order mark and a last line without an end', () => {
    expect(jobsIn(`\uFEFF${swf('0', '1', '2')}\r\n${swf('3', '-1', '4')}`, { file: 'log' })).toEqual(['0/2', '3/4']);
  });

  test('counts what cannot be a task under its reason, with the first line', () => {
    const text = [
      swf('0', '1', '-1'),
      swf('1', '1', '5', '3'),
      swf('-1', '1', '5'),
      swf('3', '1', '0', '5'),
      swf('4', '1', '-1', '5'),
      swf('5', '1', '0'),
      '6 7 8',
      swf('x', '1', '5'),
    ].join('\n');
    expect(skippedIn(text, { file: 'a.swf' })).toEqual([
      'malformed 1 7',
      'partial-execution 1 2',
      'submit-unknown 1 3',
      'submit-unreadable 1 8',
      'never-started 2 4',
      'run-unknown 1 1',
    ]);
    expect(jobsIn(text, { file: 'a.swf' })).toEqual(['5/0']);
  });

  test('another column may stand for the workspace', () => {
    const map = { workspace: { column: 'group', unit: null } };
    expect(read(swf('0', '1', '2'), { file: 'a.swf', map }).jobs[0]?.workspace).toBe('1');
  });
});

describe('CSV', () => {
  test('finds the columns by their usual names and the unit by the name or the size of its numbers', () => {
    const text = 'id,created_at,duration_ms,user\n1,1700000000,1500,ann\n2,1700000060,250,bob\n';
    const { jobs, columns, originMs } = read(text, { file: 'a.csv' });
    expect(originMs).toBe(0);
    expect(columns.map(({ field, column, unit }) => `${field} ${column} ${unit}`)).toEqual([
      'submit created_at s',
      'run duration_ms ms',
      'workspace user null',
    ]);
    expect(jobs.map(({ submitMs, runMs, workspace }) => [submitMs, runMs, workspace])).toEqual([
      [1_700_000_000_000, 1500, 'ann'],
      [1_700_000_060_000, 250, 'bob'],
    ]);
  });

  test('reckons the run from start and end, the wait from submission and start', () => {
    const text = 'submitTime;startTime;endTime\n2026-01-05T08:00:00Z;2026-01-05 08:00:30;2026-01-05T09:02:00+01:00\n';
    const { jobs } = read(text, { file: 'a.csv' });
    expect(jobs.map(({ waitMs, runMs }) => [waitMs, runMs])).toEqual([[30_000, 90_000]]);
  });

  test('a row that never started, never ended, ended before it began or holds no time is counted as such', () => {
    const text = ['submit,start,end', '0,1,5', '1,,5', '2,3,', '3,9,4', '4,5,soon', '5', '6,7,8,9,10'].join('\n');
    expect(skippedIn(text, { file: 'a.csv' })).toEqual([
      'malformed 1 7',
      'never-started 1 3',
      'run-unknown 1 4',
      'run-unreadable 1 6',
      'negative-run 1 5',
    ]);
    expect(jobsIn(text, { file: 'a.csv' })).toEqual(['0/4', '6/1']);
  });

  test('takes quotes, line ends in quotes, other delimiters, CRLF, blank lines and a byte order mark', () => {
    const text = '\uFEFF"submit";"run";"user"\r\n\r\n0;"1";"a;b"\r\n  \r\n1;2;"two\r\nlines"\r\n2;3;"say ""hi"""\r\n';
    const { jobs, rows } = read(text, { file: 'a.csv' });
    expect(rows).toEqual({ read: 3, used: 3, skipped: [] });
    expect(jobs.map(({ workspace }) => workspace)).toEqual(['a;b', 'two\r\nlines', 'say "hi"']);
  });

  test.each(['\t', '|', ';', ','])('finds the delimiter %j', (delimiter) => {
    const text = ['submit,run', '0,1', '2,3'].join('\n').replaceAll(',', delimiter);
    expect(jobsIn(text, { file: 'a.csv' })).toEqual(['0/1', '2/3']);
  });

  test('a quote that nothing closes costs one row, not all that follow', () => {
    const rest = Array.from({ length: 20_000 }, (_, index) => `${index},1,x`).join('\n');
    const { rows } = read(`submit,run,user\n0,1,"open\n${rest}\n`, { file: 'a.csv' });
    expect(rows).toEqual({
      read: 20_001,
      used: 20_000,
      skipped: [{ reason: 'unclosed-quote', rows: 1, firstRow: 2 }],
    });
  });

  test('without a header, columns are named by their numbers', () => {
    const map = { submit: { column: 2, unit: null }, run: { column: '3', unit: 'min' as const } };
    expect(jobsIn('a,0,1\nb,5,2\n', { file: 'a.csv', map })).toEqual(['0/60', '5/120']);
    expect(read('submit,run\n0,1\n', { file: 'a.csv', header: false, map }).mistakes).toHaveLength(1);
  });

  test('jobs come in order of submission, those of one instant in order of the file', () => {
    const { jobs, outOfOrder } = read('submit,run\n5,1\n3,2\n5,3\n3,4\n', { file: 'a.csv' });
    expect(jobs.map(({ row }) => row)).toEqual([3, 5, 2, 4]);
    expect(outOfOrder).toBe(2);
  });
});

describe('JSON lines', () => {
  test('a key, a way through objects, numbers and text all serve as columns', () => {
    const text = [
      '{"metadata":{"created":"2026-01-05T08:00:00Z","namespace":"web"},"elapsed":"00:01:00"}',
      '',
      '{"metadata":{"created":"2026-01-05T08:01:00Z","namespace":null},"elapsed":"2m","x":[1]}',
      '[1]',
      '{"metadata":',
      '{"metadata":{},"elapsed":"1m"}',
    ].join('\n');
    const { jobs, rows } = read(text, { file: 'a.jsonl' });
    expect(jobs.map(({ row, runMs, workspace }) => [row, runMs, workspace])).toEqual([
      [1, 60_000, 'web'],
      [3, 120_000, null],
    ]);
    expect(rows.skipped).toEqual([
      { reason: 'malformed', rows: 2, firstRow: 4 },
      { reason: 'submit-unknown', rows: 1, firstRow: 6 },
    ]);
  });

  test('a key with a dot in it goes before a way through objects', () => {
    const map = { submit: { column: 'a.b', unit: null } };
    expect(jobsIn('{"a.b":1,"a":{"b":2},"run":3}', { file: 'a.ndjson', map })).toEqual(['1/3']);
  });
});

describe('a selection', () => {
  const text = 'submit,run\n100,1\n110,1\n120,1\n130,1\n';
  const offset = (ms: number) => ({ kind: 'offset' as const, ms });

  test('counts from the first submission, its end not included, and the limit takes the earliest of it', () => {
    const select = { from: offset(10_000), until: offset(30_000) };
    expect(jobsIn(text, { file: 'a.csv', select })).toEqual(['110/1', '120/1']);
    expect(skippedIn(text, { file: 'a.csv', select, limit: 1 })).toEqual([
      'before-selection 1 2',
      'after-selection 1 5',
      'over-limit 1 4',
    ]);
  });

  test('may be on the calendar where the log knows its own', () => {
    const select = { from: { kind: 'timestamp' as const, epochMs: 1_005_000 }, until: null };
    const log = `; UnixStartTime: 1000\n${swf('0', '1', '2')}\n${swf('5', '1', '2')}`;
    expect(jobsIn(log, { file: 'a.swf', select })).toEqual(['5/2']);
    expect(read(text, { file: 'a.csv', select }).mistakes).toEqual([
      { at: ['select', 'from'], sentence: messages.traceWithoutCalendar('a.csv') },
    ]);
  });
});

describe('a mistake in the mapping', () => {
  test('names the column that was nearly written', () => {
    const map = { submit: { column: 'creation_tmie', unit: null } };
    const { mistakes, jobs } = read('creation_time,run\n0,1\n', { file: 'a.csv', map });
    expect(mistakes).toEqual([
      {
        at: ['map', 'submit'],
        sentence: messages.unknownColumn('a.csv', 'creation_tmie', ['creation_time', 'run']),
      },
    ]);
    expect(mistakes[0]?.sentence.remedy).toBe('did you mean creation_time?');
    expect(jobs).toEqual([]);
  });

  test('a log whose columns have other names must be mapped', () => {
    const { mistakes } = read('wann,wie_lang\n0,1\n', { file: 'a.csv' });
    expect(mistakes.map(({ sentence }) => sentence)).toEqual([
      messages.noColumnFor('a.csv', 'submit', ['wann', 'wie_lang']),
      messages.noColumnFor('a.csv', 'run or end', ['wann', 'wie_lang']),
    ]);
  });

  test('a log without a usable row says why each was skipped', () => {
    const { mistakes, rows } = read('submit,run\n0,\n1,-1\n', { file: 'a.csv' });
    expect(mistakes).toEqual([{ at: ['file'], sentence: messages.traceWithoutJobs('a.csv', rows) }]);
    expect(mistakes[0]?.sentence.message).toBe('a.csv has no usable row (2 read)');
    expect(mistakes[0]?.sentence.remedy).toContain('2 without a run time or an end (line 2)');
    expect(read('', { file: 'a.jsonl' }).mistakes).not.toEqual([]);
  });
});

describe('any text at all', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '-1',
      '0',
      '5',
      '12.5',
      '1e400',
      '"',
      '""',
      '"a',
      'x',
      'null',
      '{}',
      '{"submit":1,"run":2}',
      ';',
      '\r',
      '\u0000',
    ),
    fc.integer().map(String),
    fc.string({ maxLength: 12 }),
  );
  const line = fc.array(cell, { maxLength: 20 });
  const text = fc
    .tuple(fc.constantFrom(',', ' ', ';', '\t'), fc.constantFrom('\n', '\r\n', '\r'), fc.array(line, { maxLength: 30 }))
    .map(([delimiter, end, lines]) => lines.map((cells) => cells.join(delimiter)).join(end));

  test.each(TRACE_FORMATS)('read as %s never throws, and every row is either used or skipped', (format) => {
    const map = format === 'swf' ? {} : { submit: { column: 1, unit: null }, run: { column: 2, unit: null } };
    fc.assert(
      fc.property(text, fc.option(fc.nat(5), { nil: null }), (log, limit) => {
        const top = format === 'csv' ? 'submit,run,user\n' : format === 'jsonl' ? '{"submit":0,"run":1}\n' : '';
        const { rows, jobs } = read(top + log, { file: 'log', format, limit, map: top === '' ? map : {} });
        const skipped = rows.skipped.reduce((sum, each) => sum + each.rows, 0);
        expect(rows.used + skipped).toBe(rows.read);
        expect(jobs).toHaveLength(rows.used);
        for (const [index, { submitMs, runMs }] of jobs.entries()) {
          expect(Number.isSafeInteger(submitMs) && Number.isSafeInteger(runMs) && runMs >= 0).toBe(true);
          expect(submitMs).toBeGreaterThanOrEqual(jobs[index - 1]?.submitMs ?? Number.NEGATIVE_INFINITY);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('one row a line: rows of SWF are the lines that are neither blank nor comment', () => {
    fc.assert(
      fc.property(text, (log) => {
        const end = log.includes('\n') ? '\n' : '\r';
        const lines = log.split(end).filter((each) => each.trim() !== '' && !each.trim().startsWith(';'));
        expect(read(log, { file: 'log', format: 'swf' }).rows.read).toBe(lines.length);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
