import { describe, expect, it } from 'vitest';
import { expectationAnnotations } from '../../src/report/expectation-annotations.ts';
import { finishedRun, heldOf, resultOf } from '../support/made-results.ts';

const command = 'poolproof run scenarios/monday.yaml --variant after --seed 42';
const failing = (...names: string[]) => ({
  result: resultOf([finishedRun({ expectations: names.map((name) => heldOf(name, false)) })]),
  command,
  version: '0.1.0',
});
const here = (file: string): string => `ci/${file}`;

describe('the annotations of a run', () => {
  it('mark the line of the expectation itself, as the repository names its file', () => {
    expect(expectationAnnotations([failing('busy')], here)).toBe(
      '::error file=ci/scenarios/monday.yaml,line=31,col=5,title=monday > after%3A busy::' +
        'expected: at 0:01:30: tasks.running 2%0Aobserved: tasks.running = 1 at 0:01:30%0A' +
        `repeat: ${command}\n`,
    );
  });

  it('mark the head of the file for what has no line, as a run that broke', () => {
    const result = resultOf([{ kind: 'crashed', replication: 0, seed: '42', message: 'out of memory' }]);
    const text = expectationAnnotations([{ result, command, version: '0.1.0' }], here);
    expect(text).toMatch(
      /^::error file=ci\/scenarios\/monday\.yaml,line=1,col=1,title=monday > after::.*out of memory/,
    );
  });

  it('are ten at most, and one line counts the rest', () => {
    const names = Array.from({ length: 25 }, (_, index) => `expectation ${index}`);
    const lines = expectationAnnotations([failing(...names)], here)
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.slice(0, 10).every((line) => line.startsWith('::error '))).toBe(true);
    expect(lines[10]).toBe('::notice title=poolproof::15 more failures; the log shows them all');
    expect(expectationAnnotations([failing(...names.slice(0, 10))], here)).not.toContain('::notice');
  });

  it('stay one line each, whatever an expectation is called', () => {
    const text = expectationAnnotations([failing('a\n::set-env name=x::y, 100%: "b"')], here);
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(1);
    expect(text).toContain('a%0A%3A%3Aset-env name=x%3A%3Ay%2C 100%25%3A "b"');
  });

  it('are none when all is well', () => {
    const result = resultOf([finishedRun({ expectations: [heldOf('small', true)] })]);
    expect(expectationAnnotations([{ result, command, version: '0.1.0' }], here)).toBe('');
  });
});
