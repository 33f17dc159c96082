import { describe, expect, it } from 'vitest';
import { isEnough, precisionOf } from '../../src/experiment/precision.ts';
import { planReplications } from '../../src/experiment/replication-plan.ts';
import type { FinishedRun, RunOutcome } from '../../src/experiment/run-outcome.ts';
import type { MetricName } from '../../src/scenario/metric-catalogue.ts';
import { finishedRun, metricExpectation, metricsOf } from '../support/made-results.ts';

const runsOf = (name: MetricName, values: readonly (number | null)[]): readonly FinishedRun[] =>
  values.map((value, replication) =>
    finishedRun({ replication, metrics: metricsOf(value === null ? {} : { [name]: value }) }),
  );

const goal = (precision: number, metrics: readonly string[] = ['wait.mean'], confidence = 0.95) => ({
  precision,
  confidence,
  metrics,
});

describe('the precision of a mean', () => {
  it('is the half-width of its t interval, as a share of the true mean', () => {
    // 90, 100, 110: mean 100, s = 10, t(0.95, 2) = 4.303: half-width 24.84. The true mean may be as low as 75.16, of which 24.84 are 33.06 %.
    const [known] = precisionOf(runsOf('wait.mean', [90, 100, 110]), goal(0.34)).measures;
    expect(known).toMatchObject({ name: 'wait.mean', mean: 100, reached: true });
    expect(known?.halfWidth).toBeCloseTo(24.843, 2);
    expect(known?.relativeError).toBeCloseTo(24.843 / 75.157, 4);
    // A quarter of the estimated mean, but a third of what the true one may be.
    expect(precisionOf(runsOf('wait.mean', [90, 100, 110]), goal(0.3)).reached).toBe(false);
  });

  it('is judged at the confidence that was asked for', () => {
    // t(0.9, 2) = 2.920: half-width 16.86, 16.86 / 83.14 = 20.3 %.
    const [known] = precisionOf(runsOf('wait.mean', [90, 100, 110]), goal(0.21, ['wait.mean'], 0.9)).measures;
    expect(known?.halfWidth).toBeCloseTo(16.859, 2);
    expect(known?.reached).toBe(true);
  });

  it('has no bound where the interval reaches zero, or with a single value', () => {
    for (const values of [[0, 0, 30], [50]]) {
      const { measures, reached } = precisionOf(runsOf('wait.mean', values), goal(1));
      expect(measures[0]?.relativeError).toBeNull();
      expect(reached).toBe(false);
    }
  });

  it('is reached at once by what never varies, zero too, and by what never has a value', () => {
    expect(precisionOf(runsOf('wait.mean', [0, 0]), goal(0.01)).measures[0]).toMatchObject({
      halfWidth: 0,
      relativeError: 0,
      reached: true,
    });
    expect(precisionOf(runsOf('wait.mean', [null, null]), goal(0.01)).measures[0]).toMatchObject({
      mean: null,
      reached: true,
    });
  });

  it('is reached when it is for every watched measure', () => {
    const runs = [90, 100, 110].map((wait) =>
      finishedRun({ metrics: metricsOf({ 'wait.mean': wait, 'pods.mean': 4 }) }),
    );
    expect(precisionOf(runs, goal(0.34, ['pods.mean', 'wait.mean'])).reached).toBe(true);
    expect(precisionOf(runs, goal(0.3, ['pods.mean', 'wait.mean'])).reached).toBe(false);
    expect(precisionOf(runs, goal(0.3, ['pods.mean'])).reached).toBe(true);
  });

  it('is not waited for when a run broke', () => {
    const crashed: RunOutcome = { kind: 'crashed', replication: 2, seed: '42', message: 'out of memory' };
    const runs = runsOf('wait.mean', [1, 1000]);
    expect(isEnough(goal(0.01), runs)).toBe(false);
    expect(isEnough(goal(0.01), [...runs, crashed])).toBe(true);
  });
});

describe('the plan of replications', () => {
  const nothing = { replications: null, precision: null, maxReplications: null };
  const precise = { min: 5, max: 50, goal: { precision: 0.1, confidence: 0.9, metrics: null } };
  const fixed = { min: 3, max: 3, goal: null };
  const wait = metricExpectation('p95 wait', {
    metric: 'wait.p95',
    comparison: { op: '<', value: 45_000 },
    text: 'wait.p95 "< 45s"',
  });

  it('watches what expectations ask of measures, the mean wait and the utilization, each once', () => {
    const mean = metricExpectation('mean wait', {
      metric: 'wait.mean',
      comparison: { op: '<', value: 1 },
      text: 'wait.mean "< 1ms"',
    });
    expect(planReplications(precise, nothing, [wait, mean, wait]).goal?.metrics).toEqual([
      'wait.p95',
      'wait.mean',
      'utilization.mean',
    ]);
  });

  it('watches only what the file lists', () => {
    const listed = { ...precise, goal: { ...precise.goal, metrics: ['cost'] } };
    expect(planReplications(listed, nothing, [wait]).goal?.metrics).toEqual(['cost']);
  });

  it('takes the command line before the file', () => {
    expect(planReplications(precise, { ...nothing, replications: 7 }, [])).toEqual({ min: 7, max: 7, goal: null });
    expect(planReplications(precise, { ...nothing, precision: 0.2, maxReplications: 4 }, [])).toMatchObject({
      min: 4,
      max: 4,
      goal: { precision: 0.2, confidence: 0.9 },
    });
    expect(planReplications(fixed, { ...nothing, precision: 0.2 }, [])).toMatchObject({
      min: 10,
      max: 100,
      goal: { precision: 0.2, confidence: 0.95 },
    });
    expect(planReplications(fixed, nothing, [])).toEqual(fixed);
  });
});
