import { type DocumentPath, type FuzzDocument, valueAt, withValue } from './fuzz-document.ts';

/** Where the pools of a document stand: one under `pool`, or several by name under `pools`. */
export function poolRoots(document: FuzzDocument): readonly DocumentPath[] {
  const names = poolNames(document);
  return names.length > 0 ? names.map((name) => ['pools', name]) : [['pool']];
}

export const poolNames = (document: FuzzDocument): readonly string[] => Object.keys((document.pools ?? {}) as object);

/** With that one of its pools alone, and all work in it. */
export function withOnePool(document: FuzzDocument, name: string): FuzzDocument {
  const pool = valueAt(document, ['pools', name]);
  return withPoolNames(withValue(withValue(document, ['pools'], undefined), ['pool'], pool));
}

/**
 * Every task, stream and pod names a pool that is there: where there are several, by turns; what stands at time zero is of the first,
 * since tasks and the pods that they hold are of one pool.
 */
export function withPoolNames(document: FuzzDocument): FuzzDocument {
  const names = poolNames(document);
  const turn = (item: Item, index: number): Item => named(item, names, names[index % names.length]);
  const first = (item: Item): Item => named(item, names, names[0]);
  let changed = document;
  const workload = document.workload as readonly Item[] | undefined;
  if (workload !== undefined) {
    const entries = workload.map((entry, index) =>
      entry.tasks === undefined ? turn(entry, index) : { ...entry, tasks: (entry.tasks as readonly Item[]).map(turn) },
    );
    changed = withValue(changed, ['workload'], entries);
  }
  for (const part of ['pods', 'tasks']) {
    const items = valueAt(changed, ['initial', part]) as readonly Item[] | undefined;
    if (items !== undefined) changed = withValue(changed, ['initial', part], items.map(first));
  }
  return changed;
}

type Item = Readonly<Record<string, unknown>>;

function named(item: Item, names: readonly string[], usual: string | undefined): Item {
  const { pool, ...rest } = item;
  if (usual === undefined) return rest;
  return { ...rest, pool: names.includes(String(pool)) ? pool : usual };
}
