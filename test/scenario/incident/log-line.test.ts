import { describe, expect, it } from 'vitest';
import { logLines } from '../../../src/scenario/incident/log-line.ts';
import { logTime } from '../../../src/scenario/incident/log-time.ts';

const MESSAGE = '[TaskQueue] No connected agents found, task 9 will retry';
/** 2026-03-04T05:06:07Z: `date -u -d 2026-03-04T05:06:07Z +%s`. */
const EPOCH_MS = 1_772_600_767_000;
const CLOCK_MS = ((5 * 60 + 6) * 60 + 7) * 1000;
/** March 4 is the 64th day of a leap year. */
const YEAR_MS = 63 * 86_400_000 + CLOCK_MS;

describe("a log line's own time", () => {
  it.each([
    [`2026-03-04T05:06:07Z ${MESSAGE}`, 'zoned', EPOCH_MS],
    [`2026-03-04T05:06:07.250Z ${MESSAGE}`, 'zoned', EPOCH_MS + 250],
    [`2026-03-04T13:06:07+08:00 ${MESSAGE}`, 'zoned', EPOCH_MS],
    [`2026-03-03 23:36:07.5 -0530 ${MESSAGE}`, 'zoned', EPOCH_MS + 500],
    [`2026-03-04 05:06:07 UTC ${MESSAGE}`, 'zoned', EPOCH_MS],
    [`2026/03/04 05:06:07 ${MESSAGE}`, 'local', EPOCH_MS],
    [`2026/03/04 05:06:07.123456 queue.go:12: ${MESSAGE}`, 'local', EPOCH_MS + 123],
    [`2026-03-04 05:06:07,042 INFO ${MESSAGE}`, 'local', EPOCH_MS + 42],
    [`[pod/server-1/main] 2026/03/04 05:06:07 ${MESSAGE}`, 'local', EPOCH_MS],
    [`server-1  | 2026/03/04 05:06:07 ${MESSAGE}`, 'local', EPOCH_MS],
    [`time=2026-03-04T05:06:07Z level=info msg="${MESSAGE}"`, 'zoned', EPOCH_MS],
    [`I0304 05:06:07.123456       1 queue.go:12] ${MESSAGE}`, 'yearless', YEAR_MS + 123],
    [`Mar  4 05:06:07 host server[12]: ${MESSAGE}`, 'yearless', YEAR_MS],
    [`05:06:07 ${MESSAGE}`, 'clock', CLOCK_MS],
    [`[05:06:07.5] ${MESSAGE}`, 'clock', CLOCK_MS + 500],
    [`server INFO 05:06:07 ${MESSAGE}`, 'clock', CLOCK_MS],
    [`1772600767 ${MESSAGE}`, 'zoned', EPOCH_MS],
    [`1772600767.25 ${MESSAGE}`, 'zoned', EPOCH_MS + 250],
    [`1772600767123 ${MESSAGE}`, 'zoned', EPOCH_MS + 123],
    [`level=info ts=1772600767 msg="${MESSAGE}"`, 'zoned', EPOCH_MS],
  ])('is read from %s', (line, kind, ms) => {
    expect(logTime(line)).toEqual({ kind, ms });
  });

  it.each([
    MESSAGE,
    '[PodManager] Assigned task 9 to pod agent-1772600767 slot 0',
    'Pod age: 1m26s (created at 05:06:07, current time 05:07:33)',
    '2026-13-04T05:06:07Z a month that is none',
    '2026-03-04 25:06:07 an hour that is none',
  ])('is not found in %s', (line) => {
    expect(logTime(line)).toBeNull();
  });
});

describe('the lines of a log', () => {
  it('are numbered as an editor does, blank ones counted, whatever ends them', () => {
    expect(logLines('\uFEFFone\r\n\r\n  three\nfour').map(({ number, message }) => [number, message])).toEqual([
      [1, 'one'],
      [3, 'three'],
      [4, 'four'],
    ]);
  });

  it('lose their colours', () => {
    const [line] = logLines(`\u001b[36m2026/03/04 05:06:07\u001b[0m \u001b[1;31m${MESSAGE}\u001b[0m`);
    expect(line).toEqual({
      number: 1,
      time: { kind: 'local', ms: EPOCH_MS },
      message: `2026/03/04 05:06:07 ${MESSAGE}`,
    });
  });

  it.each([
    ['msg and time', { level: 'info', time: '2026-03-04T05:06:07Z', msg: MESSAGE }],
    ['message and @timestamp', { '@timestamp': '2026-03-04T05:06:07Z', message: MESSAGE }],
    ['seconds as a number', { ts: 1772600767, msg: MESSAGE }],
    ["Docker's log", { log: `2026/03/04 13:06:07 ${MESSAGE}\n`, stream: 'stderr', time: '2026-03-04T05:06:07Z' }],
  ])('are unpacked from JSON: %s', (_, fields) => {
    const [line] = logLines(JSON.stringify(fields));
    expect(line?.time).toEqual({ kind: 'zoned', ms: EPOCH_MS });
    expect(line?.message).toContain(MESSAGE);
  });

  it('take the time before a JSON object rather than none', () => {
    const [line] = logLines(`2026-03-04T05:06:07Z ${JSON.stringify({ msg: MESSAGE })}`);
    expect(line).toEqual({ number: 1, time: { kind: 'zoned', ms: EPOCH_MS }, message: MESSAGE });
  });
});
