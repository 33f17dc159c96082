import type { WorkloadEntry } from './workload-section.ts';

/**
 * What the random streams of the entries are called: as the author named them, else after what they are, `poisson(change+preview)`, `trace(log.swf)`,
 * and not after their place in the file. Of several alike the second is `…#2`: they need names to keep their luck when another one is
 * put before them. No author's name has these signs.
 */
export function entryNames(entries: readonly WorkloadEntry[]): readonly string[] {
  const alike = new Map<string, number>();
  return entries.map((entry) => {
    if (entry.name !== null) return entry.name;
    const kind = kindOf(entry);
    const times = (alike.get(kind) ?? 0) + 1;
    alike.set(kind, times);
    return times === 1 ? kind : `${kind}#${times}`;
  });
}

function kindOf(entry: WorkloadEntry): string {
  if ('tasks' in entry) return 'tasks()';
  if ('trace' in entry) return `trace(${entry.trace.file})`;
  return `${entry.arrivals.kind}(${Object.keys(entry.profile).join('+')})`;
}
