import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitOfProblems, junitReport } from '../../src/report/junit.ts';
import type { Problem } from '../../src/scenario/problem.ts';
import { finishedRun, heldOf, plannedVariant, resultOf } from '../support/made-results.ts';
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

const PROBLEMS: readonly Problem[] = ['one.yaml', 'two.yaml', 'one.yaml'].map((file, at) => {
  return { id: 'min-above-max', file, line: at, column: 1, message: hostile, remedy: 'less', sourceLine: hostile };
});

const SCHEMA = readFileSync(new URL('../support/schemas/junit.xsd', import.meta.url), 'utf8');

describe('a JUnit report', () => {
  it('is what the schema of Jenkins asks for, with properties and without a case', async () => {
    const goal = { precision: 0.1, confidence: 0.95, metrics: ['wait.p95'] };
    const runs = [finishedRun(), finishedRun({ replication: 1 })];
    const withProperties = resultOf(runs, { replications: { min: 2, max: 2, goal } });
    const reports = [xml, junitReport([]), junitReport([{ result: withProperties, command, version: '0.1.0' }])];
    expect(reports[2]).toContain('<property ');
    const variants = [plannedVariant({ file: 'scenarios/tuesday.yaml', variant: 'late' })];
    reports.push(junitReport([], { variants, why: 'interrupted' }));
    reports.push(junitOfProblems(PROBLEMS));
    for (const report of reports)
      expect(await validateXML({ xml: report, schema: SCHEMA })).toMatchObject({ errors: [] });
    const slip = await validateXML({
      xml: xml.replaceAll('<failure', '<failed').replaceAll('</failure', '</failed'),
      schema: SCHEMA,
    });
    expect(slip.valid).toBe(false);
  });

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

  it('skips the variants that did not run, and says how far an interrupted one came', () => {
    const halfWay = resultOf([finishedRun()], { replications: { min: 20, max: 20, goal: null } });
    const variants = [
      plannedVariant({ variant: 'before' }),
      plannedVariant({ file: 'tuesday.yaml', scenario: 'tuesday' }),
    ];
    const elements = elementsOf(
      junitReport([{ result: halfWay, command, version: '0.1.0' }], { variants, why: 'interrupted' }),
    );
    const named = (wanted: string) =>
      elements.filter(({ name }) => name === wanted).map(({ attributes }) => attributes);
    expect(named('testsuites')[0]).toMatchObject({ tests: '3', failures: '0', errors: '0' });
    expect(named('testsuite')).toMatchObject([
      { name: 'scenarios/monday.yaml', tests: '2', skipped: '1' },
      { name: 'tuesday.yaml', tests: '1', skipped: '1' },
    ]);
    expect(named('testcase').map(({ classname }) => classname)).toEqual([
      'monday.after',
      'monday.before',
      'tuesday.after',
    ]);
    expect(named('skipped')).toEqual([{ message: 'not run: interrupted' }, { message: 'not run: interrupted' }]);
    expect(named('property')).toEqual([
      { name: 'monday.after.interrupted', value: 'interrupted: 1 of 20 replications' },
    ]);
  });
});
