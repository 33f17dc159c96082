import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lastProgress, plainEnd, progressLine, readReport, reportLines } from '../../src/real/shard-log.ts';

const report = { payload: randomBytes(50_000), done: 7, of: 9 };
const lines = [...reportLines(report)];
const log = (...written: readonly string[]): string => written.map((line) => `${line}\n`).join('');

describe('a report in a log', () => {
  it('is read from among other lines, whatever their order and however often they are there', () => {
    const mixed = log('(node:1) Warning', lines[3]!, ...lines, progressLine(3, 9), lines[1]!, 'bye');
    expect(readReport(mixed)).toEqual(report);
    expect(lines.every((line) => line.length < 16_000)).toBe(true);
  });

  it('may be empty', () => {
    const empty = { payload: Buffer.alloc(0), done: 0, of: 0 };
    expect(readReport(log(...reportLines(empty)))).toEqual(empty);
  });

  it.each([
    ['a piece is lost', () => log(...lines.filter((_, at) => at !== 2))],
    ['its end is cut off', () => log(...lines).slice(0, -20)],
    ['its beginning was rotated away', () => log(...lines.slice(1))],
    ['a letter is another', () => log(...lines).replace(/(poolproof-piece 1 .)./, (_, head) => `${head}!`)],
    ['nothing of it is there', () => log('Error: no')],
  ])('is none when %s', (_, spoilt) => {
    expect(readReport(spoilt())).toBeNull();
  });
});

describe('a log', () => {
  it('says how far a shard is, last', () => {
    expect(lastProgress(log(progressLine(3, 9), 'x', progressLine(5, 9), 'poolproof-progress'))).toBe(5);
    expect(lastProgress(log('x'))).toBeNull();
  });

  it('ends, for people, with what was written for them', () => {
    expect(plainEnd(log('one', 'two', progressLine(1, 2), '', 'three', ...lines), 2)).toEqual(['two', 'three']);
  });
});
