import { describe, expect, it } from 'vitest';
import { expectationAnnotations } from '../../src/report/expectation-annotations.ts';
import { ALL_RAN } from '../../src/report/interrupted-text.ts';
import { junitReport } from '../../src/report/junit.ts';
import type { ReportSubject } from '../../src/report/report-subject.ts';
import { stepSummary } from '../../src/report/step-summary.ts';
import { tapReport } from '../../src/report/tap.ts';
import { finishedRun, heldOf, resultOf } from '../support/made-results.ts';

const subjectWith = (observed: string | null): ReportSubject => ({
  result: resultOf([finishedRun({ expectations: [heldOf('small', true)] })]),
  command: 'poolproof run scenarios/monday.yaml',
  version: '0.1.0',
  golden: { file: 'golden.json', expected: 'aaaa', observed },
});
const tap = (subject: ReportSubject): string => tapReport({ subjects: [subject], notRun: ALL_RAN, stopped: null });

/** The exit code is 1 for it, so whoever reads a document alone must find it there. */
describe('a fingerprint other than the golden one, with all expectations met', () => {
  const subject = subjectWith('bbbb');

  it('is a failed case of JUnit', () => {
    const xml = junitReport([subject]);
    expect(xml).toContain('<testsuites name="poolproof" tests="2" failures="1" errors="0">');
    expect(xml).toContain('<testcase classname="monday.after" name="has its golden fingerprint">');
    expect(xml).toContain('<failure message="expected aaaa; observed bbbb" type="golden">golden.json\n');
    expect(xml).toContain('--golden golden.json --update');
  });

  it('is a failed point of TAP, and so is its variant', () => {
    expect(tap(subject)).toContain('    ok 1 - small\n    not ok 2 - has its golden fingerprint\n');
    expect(tap(subject)).toContain('\nnot ok 1 - monday > after\n');
  });

  it('is an annotation and a row of the step summary', () => {
    expect(expectationAnnotations([subject], (file) => file)).toMatch(
      /^::error file=scenarios\/monday\.yaml,line=1,col=1,title=monday > after%3A has its golden fingerprint::expected: aaaa%0Aobserved: bbbb%0A/,
    );
    const summary = stepSummary([subject], 100_000);
    expect(summary).toMatch(/^## ✗ /);
    expect(summary).toContain('| golden.json | monday \\> after | has its golden fingerprint: aaaa | bbbb |\n');
    expect(summary).toContain('    poolproof run scenarios/monday.yaml\n');
  });

  it('may be that of a run that did not finish, or one that is not in the file yet', () => {
    expect(junitReport([subjectWith(null)])).toContain('observed did not finish');
    const recorded = { ...subject, golden: { file: 'golden.json', expected: null, observed: 'bbbb' } };
    expect(tap(recorded)).toContain('expected: "none recorded in golden.json"');
  });
});

it('a fingerprint that is the golden one is a case that passed', () => {
  const subject = subjectWith('aaaa');
  expect(junitReport([subject])).toContain('<testcase classname="monday.after" name="has its golden fingerprint"/>');
  expect(tap(subject)).toContain('    ok 2 - has its golden fingerprint\nok 1 - monday > after\n');
  expect(expectationAnnotations([subject], (file) => file)).toBe('');
  expect(stepSummary([subject], 100_000)).toMatch(/^## ✓ /);
});
