import { describe, expect, it } from 'vitest';
import type { PoolState } from '../../../src/engine/core.ts';
import type { PodId } from '../../../src/engine/ids.ts';
import { PodSearch } from '../../../src/engine/laws/pod-search.ts';
import type { Pod } from '../../../src/engine/pod-table.ts';

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
