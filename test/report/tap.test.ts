import { describe, expect, it } from 'vitest';
import { fixedReplications } from '../../src/experiment/replication-plan.ts';
import { ALL_RAN } from '../../src/report/interrupted-text.ts';
import { tapReport } from '../../src/report/tap.ts';
import { finishedRun, heldOf, plannedVariant, resultOf } from '../support/made-results.ts';

const command = 'poolproof run scenarios/monday.yaml --variant after --seed 42';
const subject = (result: ReturnType<typeof resultOf>) => ({ result, command, version: '0.1.0' });

describe('a TAP report', () => {
  it('has a point for each variant and a subtest of its expectations, with what was expected and seen', () => {
    const good = subject(resultOf([finishedRun({ expectations: [heldOf('small', true)] })]));
    const bad = subject(resultOf([finishedRun({ expectations: [heldOf('busy', false)] })], { variant: 'before' }));
    expect(tapReport({ subjects: [good, bad], notRun: ALL_RAN, stopped: null })).toBe(`TAP version 14
1..2
# Subtest: monday > after
    1..1
    ok 1 - small
ok 1 - monday > after
# Subtest: monday > before
    1..1
    not ok 1 - busy
      ---
      at: "scenarios/monday.yaml:31"
      expected: "at 0:01:30: tasks.running 2"
      observed: "tasks.running = 1 at 0:01:30"
      ...
not ok 2 - monday > before
  ---
  repeat: "poolproof run scenarios/monday.yaml --variant after --seed 42"
  ...
`);
  });

  it('has one point of a variant without expectations, which fails when it broke', () => {
    const broken = subject(resultOf([{ kind: 'crashed', replication: 0, seed: '42', message: 'out of memory' }]));
    const text = tapReport({ subjects: [subject(resultOf([finishedRun()])), broken], notRun: ALL_RAN, stopped: null });
    expect(text).toContain('    ok 1 - runs without breaking a law\nok 1 - ');
    expect(text).toMatch(/ {4}not ok 1 - runs without breaking a law\n {6}---\n {6}message: ".*out of memory"/);
  });

  it('takes no name for a directive or a second line', () => {
    const result = resultOf([finishedRun({ expectations: [heldOf('none # SKIP\nok 2 - \\ more', true)] })]);
    const text = tapReport({ subjects: [subject(result)], notRun: ALL_RAN, stopped: null });
    expect(text).toContain('    ok 1 - none \\# SKIP ok 2 - \\\\ more\n');
  });

  it('skips the variants that did not run, and then bails out, because a skip counts as good', () => {
    const variants = [plannedVariant({ variant: 'before' }), plannedVariant({ scenario: 'tuesday # 2' })];
    const subjects = [subject(resultOf([finishedRun()]))];
    expect(
      tapReport({ subjects, notRun: { variants, why: 'interrupted' }, stopped: 'interrupted' }),
    ).toBe(`TAP version 14
1..3
# Subtest: monday > after
    1..1
    ok 1 - runs without breaking a law
ok 1 - monday > after
ok 2 - monday > before # SKIP interrupted
ok 3 - tuesday \\# 2 > after # SKIP interrupted
Bail out! interrupted
`);
  });

  it('says of a variant that was stopped half-way how far it came', () => {
    const halfWay = subject(resultOf([finishedRun()], { replications: fixedReplications(20) }));
    expect(tapReport({ subjects: [halfWay], notRun: ALL_RAN, stopped: 'interrupted' })).toContain(
      'ok 1 - monday > after\n# interrupted: 1 of 20 replications\nBail out! interrupted\n',
    );
  });
});
