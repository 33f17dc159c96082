import { describe, expect, it } from 'vitest';
import { podId, poolId, taskId } from '../../src/engine/ids.ts';
import { ExpectationWatch } from '../../src/measure/expectations.ts';
import { Metrics } from '../../src/measure/metrics.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import type { Comparison, ExpectationForm, SeriesName, SeriesRef } from '../../src/scenario/expectation.ts';
import { play, poolOf, type StreamRecord, scenarioOf } from '../support/records.ts';
import { ends, moved, podReady, podUp, starts, submitted } from '../support/task-stories.ts';

function judge(form: ExpectationForm, records: readonly StreamRecord[], endsAt = 10_000, pools = ['pool']) {
  const place = { file: 'by-hand.yaml', line: 1, column: 1 };
  const scenario = scenarioOf({
    expectations: [{ name: 'it', place, form }],
    pools: pools.map((name) => poolOf({ name })),
    run: { warmupMs: 0, durationMs: endsAt, drainMs: 0 },
    taskNames: new Map([[taskId(0), 't1']]),
  });
  const series = new SeriesTracker(scenario);
  const metrics = new Metrics(scenario, series);
  const watch = new ExpectationWatch(scenario, series);
  play([series, metrics, watch], records, endsAt);
  const [result] = watch.results(metrics.summary());
  return { held: result?.held, observed: result?.observed, at: result?.observedAt };
}

const on = (name: SeriesName, comparison: Comparison) => ({
  series: { kind: 'count', name } as const,
  comparison,
  text: '',
});
const is = (value: number | string): Comparison => ({ op: '=', value });
const atLeast = (value: number): Comparison => ({ op: '>=', value });
const atMost = (value: number): Comparison => ({ op: '<=', value });

describe('at', () => {
  const pods = [podUp(100, 0), podUp(200, 1), podUp(200, 2), podUp(300, 3)];
  const at = (t: number, value: number) => judge({ kind: 'at', at: t, conditions: [on('pods', is(value))] }, pods);

  it('is read after all events of its instant', () => {
    expect(at(200, 3)).toEqual({ held: true, observed: 'pods = 3', at: 200 });
  });

  it('sees between two instants what held since the first', () => {
    expect(at(299, 3).held).toBe(true);
    expect(at(199, 1).held).toBe(true);
    expect(at(50, 0).held).toBe(true);
  });

  it('tells what it saw instead', () => {
    expect(at(200, 7)).toEqual({ held: false, observed: 'pods = 3', at: 200 });
  });

  it('sees after the end what was left at the end', () => {
    expect(at(99_999, 4).held).toBe(true);
    expect(at(10_000, 4).held).toBe(true);
  });

  it('sees the age of the queue grow while nothing happens', () => {
    const form = { kind: 'at', at: 350, conditions: [on('queue.oldest', is(250))] } as const;
    expect(judge(form, submitted(100, { task: 0 }))).toEqual({
      held: true,
      observed: 'queue.oldest = 250 ms',
      at: 350,
    });
  });

  it('reads words of single tasks and pods', () => {
    const series: readonly SeriesRef[] = [
      { kind: 'task-status', task: taskId(0) },
      { kind: 'task-pod', task: taskId(0) },
      { kind: 'pod-phase', pod: podId(0) },
    ];
    const conditions = series.map((ref, i) => ({
      series: ref,
      comparison: is(['running', '1', 'running'][i] as string),
      text: '',
    }));
    const story = [...podReady(10, 0), ...submitted(20, { task: 0 }), ...starts(20, 0, 0)];
    expect(judge({ kind: 'at', at: 30, conditions }, story)).toEqual({
      held: true,
      observed: 'task.t1.status = running, task.t1.pod = 1, pod.1.phase = running',
      at: 30,
    });
  });
});

describe('always', () => {
  const story = [podUp(100, 0), podUp(5000, 1), podUp(8000, 2)];
  const always = (from: number, until: number, comparison: Comparison) =>
    judge({ kind: 'always', from, until, conditions: [on('pods', comparison)] }, story);

  it('tells when it was first violated', () => {
    expect(always(0, Number.POSITIVE_INFINITY, atMost(1))).toEqual({ held: false, observed: 'pods = 2', at: 5000 });
  });

  it('looks at the beginning of its window though nothing happens then', () => {
    expect(always(6000, 7000, atMost(1))).toEqual({ held: false, observed: 'pods = 2', at: 6000 });
  });

  it('looks at both ends of its window and not beyond', () => {
    expect(always(0, 4999, atMost(1)).held).toBe(true);
    expect(always(0, 5000, atMost(1)).held).toBe(false);
    expect(always(100, 4999, is(1)).held).toBe(true);
    expect(always(99, 4999, is(1))).toEqual({ held: false, observed: 'pods = 0', at: 99 });
  });

  it('shows the range of what it saw when it held', () => {
    expect(always(0, 7000, atMost(2))).toEqual({ held: true, observed: 'pods = 0..2', at: null });
  });

  it('finds the millisecond in which the queue grew too old', () => {
    const form = {
      kind: 'always',
      from: 0,
      until: 10_000,
      conditions: [on('queue.oldest', { op: '<', value: 300 })],
    } as const;
    expect(judge(form, submitted(100, { task: 0 }))).toEqual({
      held: false,
      observed: 'queue.oldest = 300 ms',
      at: 400,
    });
    const inTime = [...submitted(100, { task: 0 }), moved(399, 0, 'pending', 'cancelled')];
    expect(judge(form, inTime)).toEqual({ held: true, observed: 'queue.oldest = 0..298 ms', at: null });
  });
});

describe('the age of one pool’s queue', () => {
  it('is found to the millisecond, whatever older tasks wait for another pool', () => {
    const form = {
      kind: 'always',
      from: 0,
      until: 10_000,
      conditions: [
        {
          series: { kind: 'pool-count', pool: poolId(1), name: 'queue.oldest' },
          comparison: { op: '<', value: 300 },
          text: '',
        },
      ],
    } as const;
    const tasks = [...submitted(100, { task: 0, pool: 0 }), ...submitted(700, { task: 1, pool: 1 })];
    expect(judge(form, tasks, 10_000, ['a', 'b'])).toEqual({
      held: false,
      observed: 'b/queue.oldest = 300 ms',
      at: 1000,
    });
  });
});

describe('never', () => {
  it('fails only when all its conditions hold together', () => {
    const conditions = [on('pods', atLeast(1)), on('tasks.pending', atLeast(1))];
    const form = { kind: 'never', from: 0, until: 10_000, conditions } as const;
    const apart = [...submitted(10, { task: 0 }), moved(20, 0, 'pending', 'cancelled'), podUp(20, 0)];
    expect(judge(form, apart).held).toBe(true);
    expect(judge(form, [...apart, ...submitted(30, { task: 1 })])).toEqual({
      held: false,
      observed: 'pods = 1, tasks.pending = 1',
      at: 30,
    });
  });

  it('is not troubled by what is undone in the same instant', () => {
    const form = { kind: 'never', from: 0, until: 10_000, conditions: [on('tasks.pending', atLeast(1))] } as const;
    const story = [...podReady(0, 0), ...submitted(30, { task: 0 }), ...starts(30, 0, 0), ...ends(40, 0, 0)];
    expect(judge(form, story).held).toBe(true);
  });

  it('sees an exact age between two instants', () => {
    const form = { kind: 'never', from: 0, until: 10_000, conditions: [on('queue.oldest', is(123))] } as const;
    expect(judge(form, submitted(100, { task: 0 }))).toMatchObject({ held: false, at: 223 });
  });
});

describe('eventually', () => {
  const story = [podUp(100, 0), podUp(5000, 1)];
  const eventually = (after: number, within: number, value: number) =>
    judge({ kind: 'eventually', after, within, conditions: [on('pods', atLeast(value))] }, story);

  it('tells when it was first met', () => {
    expect(eventually(0, 9000, 2)).toEqual({ held: true, observed: 'pods = 2', at: 5000 });
  });

  it('is met at the beginning of its window by what holds already', () => {
    expect(eventually(300, 10, 1)).toEqual({ held: true, observed: 'pods = 1', at: 300 });
  });

  it('is met at the last moment of its window and not after it', () => {
    expect(eventually(4000, 1000, 2).held).toBe(true);
    expect(eventually(4000, 999, 2)).toEqual({ held: false, observed: 'pods = 1', at: null });
  });

  it('is not met by a window that the run never reached unless the end meets it', () => {
    expect(eventually(50_000, 10, 2).held).toBe(true);
    expect(eventually(50_000, 10, 3).held).toBe(false);
  });
});

describe('metric', () => {
  const form = (metric: string, comparison: Comparison): ExpectationForm => ({
    kind: 'metric',
    conditions: [{ metric, comparison, text: '' }],
  });

  it('compares the measures of the whole run', () => {
    expect(judge(form('pods.max', is(1)), [podUp(5, 0)])).toEqual({ held: true, observed: 'pods.max = 1', at: null });
    expect(judge(form('pods.max', { op: '<', value: 1 }), [podUp(5, 0)]).held).toBe(false);
  });

  it('does not hold for a measure without a value', () => {
    expect(judge(form('wait.p95', atMost(100)), [])).toEqual({
      held: false,
      observed: 'wait.p95 = no value',
      at: null,
    });
  });
});

describe('ExpectationWatch', () => {
  it('asks for no records where no expectation is on a series', () => {
    const scenario = scenarioOf();
    const watch: object = new ExpectationWatch(scenario, new SeriesTracker(scenario));
    for (const method of ['event', 'note', 'command', 'fact', 'instantEnded']) expect(method in watch).toBe(false);
  });
});
