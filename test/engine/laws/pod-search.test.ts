import { describe, expect, it } from 'vitest';
import type { PoolState } from '../../../src/engine/core.ts';
import type { PodId } from '../../../src/engine/ids.ts';
import { PodSearch } from '../../../src/engine/laws/pod-search.ts';
import type { Pod } from '../../../src/engine/pod-table.ts';
import type { TaskType } from '../../../src/engine/task.ts';

/** A pool of so many pods, of which `fit` are fit, and a count of how often that was asked. */
function bench(pods: number, fit: Set<number>) {
  const all = Array.from({ length: pods }, (_, id) => ({ id }) as Pod);
  const table = { pods: all, get: (id: PodId) => all[id] };
  const pool = { id: 0, pods: table } as unknown as PoolState;
  let asked = 0;
  const search = new PodSearch(1, (_pool, pod) => {
    asked += 1;
    return fit.has(pod.id);
  });
  return { search, find: () => search.find(pool, 'plan', 0)?.id ?? null, asked: () => asked };
}

const pod = (id: number) => id as PodId;

describe('PodSearch', () => {
  it('looks at every pod once and, while nothing happens, at none again', () => {
    const { find, asked } = bench(100, new Set());
    expect([find(), find(), find()]).toEqual([null, null, null]);
    expect(asked()).toBe(100);
  });

  it('finds a pod that something happened to without looking at the others', () => {
    const fit = new Set<number>();
    const { search, find, asked } = bench(100, fit);
    find();
    fit.add(70);
    search.touch(pod(70));
    expect(find()).toBe(70);
    expect(asked()).toBeLessThan(110);
  });

  it('finds another pod when the one of the last time is not fit any more', () => {
    const fit = new Set([20, 60]);
    const { find } = bench(100, fit);
    expect(find()).toBe(20);
    fit.delete(20);
    expect(find()).toBe(60);
  });

  it('looks at all again after more has happened than it keeps', () => {
    const fit = new Set<number>();
    const { search, find } = bench(100, fit);
    find();
    fit.add(99);
    for (let id = 0; id < 100; id += 1) search.touch(pod(id));
    expect(find()).toBe(99);
  });

  it('looks at all again when it is told to forget', () => {
    const fit = new Set<number>();
    const { search, find } = bench(10, fit);
    find();
    fit.add(3);
    search.forget();
    expect(find()).toBe(3);
  });
});

/** As `bench`, where pods are fit by the type of task, and may leave the table. */
function typed(pods: number) {
  const all = Array.from({ length: pods }, (_, id) => ({ id }) as Pod);
  const gone = new Set<number>();
  const fit: Record<TaskType, Set<number>> = { plan: new Set(), plan_and_apply: new Set(), drift_check: new Set() };
  const table = {
    get pods() {
      return all.filter(({ id }) => !gone.has(id));
    },
    get: (id: PodId) => (gone.has(id) ? undefined : all[id]),
  };
  const pool = { id: 0, pods: table } as unknown as PoolState;
  let asked = 0;
  const search = new PodSearch(1, (_pool, { id }, type) => {
    asked += 1;
    return fit[type].has(id);
  });
  const find = (type: TaskType) => search.find(pool, type, 0)?.id ?? null;
  return { search, fit, gone, find, asked: () => asked };
}

describe('PodSearch, by type', () => {
  it('asks the pod of the last time first, whatever happened to others', () => {
    const { search, fit, find } = typed(9);
    fit.plan.add(5);
    expect([find('plan'), find('drift_check')]).toEqual([5, null]);
    fit.plan.add(2);
    search.touch(pod(2));
    expect([find('plan'), find('drift_check')]).toEqual([5, null]);
    search.forget();
    expect(find('plan')).toBe(5);
  });

  it('finds a pod that something happened to for every type that had none', () => {
    const { search, fit, find } = typed(9);
    expect([find('plan'), find('plan_and_apply'), find('drift_check')]).toEqual([null, null, null]);
    fit.plan.add(4);
    fit.drift_check.add(4);
    search.touch(pod(4));
    expect([find('plan'), find('plan_and_apply'), find('drift_check')]).toEqual([4, null, 4]);
  });

  it('does not look at the others when something happened to a pod that is still not fit', () => {
    const { search, find, asked } = typed(100);
    find('plan');
    search.touch(pod(3));
    expect(find('plan')).toBeNull();
    expect(asked()).toBeLessThan(110);
  });

  it('finds no pod that has left the table, though it was fit the last time', () => {
    const { fit, gone, find } = typed(9);
    fit.plan.add(5).add(7);
    expect(find('plan')).toBe(5);
    gone.add(5);
    expect(find('plan')).toBe(7);
  });

  it('takes no notice of what happened to a pod that it does not have', () => {
    const { search, fit, gone, find } = typed(9);
    find('plan');
    gone.add(5);
    fit.plan.add(5);
    search.touch(pod(5));
    search.touch(pod(77));
    expect(find('plan')).toBeNull();
  });
});
