import { describe, expect, it } from 'vitest';
import type { LawBreach } from '../../src/engine/laws/law.ts';
import type { ExpectationResult } from '../../src/measure/expectations.ts';
import { finishedRun, goodOf, heldOf, metricExpectation, metricsOf, resultOf } from '../support/made-results.ts';

const breach: LawBreach = {
  law: 'economy',
  at: 20_000,
  event: 12,
  text: 'pod-000001 was asked for while 3 slots were free',
};

describe('the verdict of a variant', () => {
  it('passes when everything held and nothing must break', () => {
    const { verdict } = resultOf([finishedRun({ expectations: [heldOf('both run', true)] })]);
    expect(verdict.kind).toBe('passed');
  });

  it('passes when nothing is expected', () => {
    expect(resultOf([finishedRun()]).verdict.kind).toBe('passed');
  });

  it('fails when an expectation that must hold failed', () => {
    const { verdict } = resultOf([finishedRun({ expectations: [heldOf('both run', false), heldOf('small', true)] })]);
    expect(verdict.kind).toBe('failed');
    expect(goodOf(verdict.checks)).toEqual({ 'both run': false, small: true });
  });

  it('passes when exactly the named expectation failed', () => {
    const run = finishedRun({ expectations: [heldOf('both run', false), heldOf('small', true)] });
    expect(resultOf([run], { breaks: ['both run'] }).verdict.kind).toBe('passed');
  });

  it('fails when a named expectation held', () => {
    const { verdict } = resultOf([finishedRun({ expectations: [heldOf('both run', true)] })], { breaks: ['both run'] });
    expect(verdict.kind).toBe('failed');
  });

  it('fails when a second expectation failed beside the named one', () => {
    const run = finishedRun({ expectations: [heldOf('both run', false), heldOf('small', false)] });
    expect(resultOf([run], { breaks: ['both run'] }).verdict.kind).toBe('failed');
  });

  it('passes when a named law was broken', () => {
    const end = { ...finishedRun().end, breaches: [breach] };
    const { verdict } = resultOf([finishedRun({ end })], { breaks: ['economy'] });
    expect(verdict.kind).toBe('passed');
    expect(verdict.checks.map((check) => check.name)).toEqual(['economy']);
  });

  it('fails when a named law held', () => {
    expect(resultOf([finishedRun()], { breaks: ['economy'] }).verdict.kind).toBe('failed');
  });

  it('is broken when a law broke that is not named, whatever the expectations say', () => {
    const broken = { kind: 'law-broken', replication: 1, seed: '42', breach } as const;
    const { verdict } = resultOf([finishedRun({ expectations: [heldOf('both run', true)] }), broken]);
    expect(verdict).toMatchObject({ kind: 'broken', cause: broken });
  });

  it('is broken when the second run differed from the first', () => {
    const determinism = { kind: 'differs', record: 7, first: '{"n":7}', second: null, before: ['{"n":6}'] } as const;
    expect(resultOf([finishedRun({ determinism })]).verdict.kind).toBe('broken');
    expect(resultOf([finishedRun({ determinism: { kind: 'same' } })]).verdict.kind).toBe('passed');
  });

  it('is broken when the program itself failed', () => {
    expect(resultOf([{ kind: 'crashed', replication: 0, seed: '42', message: 'out of memory' }]).verdict.kind).toBe(
      'broken',
    );
  });
});

describe('over several replications', () => {
  const waiting = (ms: number, replication: number) => {
    const condition = { metric: 'wait.p95', comparison: { op: '<', value: 45_000 }, text: 'wait.p95 "< 45s"' } as const;
    const result: ExpectationResult = {
      expectation: metricExpectation('waits', condition),
      held: ms < 45_000,
      observed: `wait.p95 = ${ms}`,
      observedAt: null,
    };
    return finishedRun({ replication, expectations: [result], metrics: metricsOf({ 'wait.p95': ms }) });
  };

  it('a condition on series must hold in each of them', () => {
    const runs = [true, false, true].map((held, replication) =>
      finishedRun({ replication, expectations: [heldOf('both run', held)] }),
    );
    const { verdict } = resultOf(runs);
    expect(verdict.kind).toBe('failed');
    expect(verdict.checks[0]?.observed).toMatchObject({ text: 'tasks.running = 1', replication: 1 });
  });

  it('a measure is judged by its mean: one bad replication is outweighed', () => {
    // (30 + 40 + 50) / 3 = 40 s
    const { verdict } = resultOf([waiting(30_000, 0), waiting(40_000, 1), waiting(50_000, 2)]);
    expect(verdict.kind).toBe('passed');
    expect(verdict.checks[0]?.observed).toEqual({
      kind: 'measures',
      values: [{ name: 'wait.p95', mean: 40_000, cutOff: 0 }],
      replications: 3,
      brokenIn: 1,
    });
  });

  it('a measure fails by its mean although one replication is good', () => {
    // (30 + 70) / 2 = 50 s
    expect(resultOf([waiting(30_000, 0), waiting(70_000, 1)]).verdict.kind).toBe('failed');
  });

  it('the mean comes with its Student t interval', () => {
    const { measures } = resultOf([waiting(30_000, 0), waiting(40_000, 1), waiting(50_000, 2)]);
    const wait = measures.find((measure) => measure.name === 'wait.p95');
    // s = 10 s, n = 3, t(0.975, 2) = 4.30265: 4.30265 × 10 / √3 = 24.8414 s
    expect(wait?.mean).toBe(40_000);
    expect(wait?.halfWidth).toBeCloseTo(24_841.4, 0);
    expect(measures.find((measure) => measure.name === 'cost')).toMatchObject({
      mean: null,
      halfWidth: null,
      values: 0,
    });
  });
});
