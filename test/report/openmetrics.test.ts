import { describe, expect, it } from 'vitest';
import { ALL_RAN } from '../../src/report/interrupted-text.ts';
import { openMetrics } from '../../src/report/openmetrics.ts';
import { finishedRun, heldOf, metricsOf, resultOf } from '../support/made-results.ts';
import { familiesOf } from '../support/openmetrics.ts';

const hostile = 'both "run"\ntogether \\ now';
const overall = metricsOf({ 'utilization.mean': 0.634, 'wait.p95': 65_000, cost: 1.25 });
const pools = [{ name: 'small', values: metricsOf({ cost: 0.25 }).overall }];
const run = finishedRun({ expectations: [heldOf(hostile, false)], metrics: { ...overall, pools } });
const subject = (...runs: Parameters<typeof resultOf>) => ({
  result: resultOf(...runs),
  command: '',
  version: '0.1.0',
});

const text = openMetrics(
  [subject([run]), subject([{ kind: 'crashed', replication: 0, seed: '42', message: 'no' }], { variant: 'before' })],
  ALL_RAN,
  '0.1.0',
);
const families = familiesOf(text);
const samples = (name: string) => families.find((family) => family.name === name)?.samples ?? [];
const labels = { file: 'scenarios/monday.yaml', scenario: 'monday' };

describe('measures as OpenMetrics', () => {
  it('end with the mark of the end, and every line is one of the grammar', () => {
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(families.length).toBeGreaterThan(4);
  });

  it('say which variants passed, and which expectations were met, whatever they are called', () => {
    expect(samples('poolproof_variant_passed')).toEqual([
      { name: 'poolproof_variant_passed', labels: { ...labels, variant: 'after' }, value: 0 },
      { name: 'poolproof_variant_passed', labels: { ...labels, variant: 'before' }, value: 0 },
    ]);
    expect(samples('poolproof_expectation_met')[0]?.labels).toEqual({
      ...labels,
      variant: 'after',
      expectation: hostile,
      place: 'scenarios/monday.yaml:31',
    });
  });

  it('say which variants were not run to the end of what was asked', () => {
    const planned = (variant: string) => resultOf([run], { variant }).planned;
    const cut = { ...run, end: { ...run.end, cause: 'interrupted' as const } };
    const stopped = { variants: [planned('never')], why: 'interrupted' };
    const both = familiesOf(openMetrics([subject([run]), subject([cut], { variant: 'cut' })], stopped, '0.1.0'));
    const complete = both.find(({ name }) => name === 'poolproof_variant_complete')?.samples;
    expect(complete?.map(({ labels, value }) => [labels.variant, value])).toEqual([
      ['after', 1],
      ['cut', 0],
      ['never', 0],
    ]);
  });

  it('are in base units, and the name ends with the unit', () => {
    expect(samples('poolproof_wait_p95_seconds').map(({ value }) => value)).toEqual([65]);
    expect(families.find(({ name }) => name === 'poolproof_wait_p95_seconds')?.unit).toBe('seconds');
    expect(samples('poolproof_utilization_mean_ratio').map(({ value }) => value)).toEqual([0.634]);
  });

  it('of a pool bear its name; what has no value has no sample', () => {
    expect(samples('poolproof_cost').map((sample) => [sample.labels.pool, sample.value])).toEqual([
      [undefined, 1.25],
      ['small', 0.25],
    ]);
    expect(families.some(({ name }) => name.startsWith('poolproof_turnaround'))).toBe(false);
  });

  it('of several replications come with half of the interval', () => {
    const other = { ...run, replication: 1, metrics: { ...metricsOf({ 'wait.p95': 67_000 }), pools } };
    const both = familiesOf(openMetrics([subject([run, other])], ALL_RAN, '0.1.0'));
    const value = (name: string): number | undefined => both.find((family) => family.name === name)?.samples[0]?.value;
    expect(value('poolproof_wait_p95_seconds')).toBe(66);
    // Student's t of one degree of freedom, 12.706, times the standard error 1 s.
    expect(value('poolproof_wait_p95_half_width_seconds')).toBeCloseTo(12.706, 3);
  });
});
