import { describe, expect, it } from 'vitest';
import { junitReport } from '../../src/report/junit.ts';
import { finishedRun, heldOf, resultOf } from '../support/made-results.ts';
import { elementsOf } from '../support/xml.ts';

const hostile = `both "run" <together> & 'now' \u0007`;
const command = 'poolproof run scenarios/monday.yaml --variant after --seed 42';

const xml = junitReport([
  {
    result: resultOf([finishedRun({ expectations: [heldOf(hostile, false), heldOf('small', true)] })]),
    command,
    version: '0.1.0',
  },
  {
    result: resultOf([{ kind: 'crashed', replication: 0, seed: '42', message: 'out of memory' }], {
      variant: 'before',
    }),
    command,
    version: '0.1.0',
  },
]);

describe('a JUnit report', () => {
  it('is well-formed whatever the names are', () => {
    expect(elementsOf(xml).map(({ name }) => name)).toEqual([
      'testsuites',
      'testsuite',
      'testcase',
      'failure',
      'testcase',
      'testcase',
      'error',
    ]);
  });

  it('has a suite for each file and a case for each expectation of each variant', () => {
    const [all, suite, ...rest] = elementsOf(xml);
    expect(all?.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1' });
    expect(suite?.attributes).toMatchObject({ name: 'scenarios/monday.yaml', tests: '3' });
    const cases = rest.filter(({ name }) => name === 'testcase');
    expect(cases.map(({ attributes }) => attributes.classname)).toEqual([
      'monday.after',
      'monday.after',
      'monday.before',
    ]);
    expect(cases[0]?.attributes.name).toBe(hostile.replace('\u0007', '\ufffd'));
  });

  it('says of a failure what was expected, what was observed and how to repeat it', () => {
    const failure = elementsOf(xml).find(({ name }) => name === 'failure');
    expect(failure?.attributes.message).toBe(
      'expected at 0:01:30: tasks.running 2; observed tasks.running = 1 at 0:01:30',
    );
    expect(failure?.text).toContain('scenarios/monday.yaml:31');
    expect(failure?.text).toContain(`repeat: ${command}`);
  });
});
