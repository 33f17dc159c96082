/** What a journal's line may hold of what the platform would have logged. */
interface JournalRecord {
  readonly t: number;
  readonly e?: string;
  readonly note?: string;
  readonly f?: string;
  readonly task?: string;
  readonly type?: string;
  readonly pod?: string;
  readonly slot?: number;
  readonly from?: string | number | null;
  readonly to?: string | number;
  readonly reason?: { readonly rule: string; readonly figures: { readonly pending?: number } };
  readonly phase?: string;
}

/** Writes a run's journal as the platform would have logged it: one pool, a summary on every tick, at ms on a day of March. */
export function platformLog(
  journal: readonly string[],
  pool: { readonly name: string; readonly slots: number },
): string {
  const types = new Map<string, string>();
  const pods = new Set<string>();
  const used = new Map<string, string>();
  const lines: string[] = [];
  for (const line of journal) {
    const record = JSON.parse(line) as JournalRecord;
    const say = (text: string): number => lines.push(`${clock(record.t)} ${text}`);
    const { task = '', pod = '', slot = 0 } = record;
    if (record.f === 'pod.up') pods.add(pod);
    if (record.f === 'pod.down' || record.phase === 'terminating') {
      pods.delete(pod);
      for (const place of used.keys()) if (place.startsWith(`${pod} `)) used.delete(place);
    }
    if (record.e === 'task.submitted') {
      types.set(task, record.type ?? '');
      say(`[TaskQueue] K8s mode with slot management enabled for task ${task}`);
    }
    if (record.note === 'scale.decided' && record.reason !== undefined) {
      const { rule, figures } = record.reason;
      if (rule === 'cold-start')
        say(
          `[K8sPodService] Pool ${pool.name} cold start: ${figures.pending} pending tasks, scaling to ${record.to} pods`,
        );
      else if (rule === 'cold-idle' || (rule === 'ensure-min' && record.from === 0))
        say(`[K8sPodService] Pool ${pool.name} cold start: no pending tasks, scaling to min_replicas=${record.to}`);
      else if (record.from !== record.to)
        say(`[K8sDeployment] Auto-scaled pool ${pool.name} from ${record.from} to ${record.to} replicas`);
    }
    if (record.note === 'slot.changed') {
      const place = `${pod} ${slot}`;
      if (record.to === 'running')
        say(`[PodManager] Assigned task ${task} (type: ${types.get(task)}) to pod ${pod} slot ${slot}`);
      if (record.to === 'idle') say(`[PodManager] Released slot ${slot} on pod ${pod} (task ${task} completed)`);
      if (record.to === 'idle') used.delete(place);
      else used.set(place, String(record.to));
    }
    if (record.note === 'dispatch.failed')
      say(
        `[TaskQueue] No free slot available for task ${task}: no free slot available in pool ${pool.name}, will retry`,
      );
    if (record.e === 'pods.listed') {
      const total = pods.size * pool.slots;
      const count = (state: string): number => [...used.values()].filter((each) => each === state).length;
      const [running, reserved] = [count('running'), count('reserved')];
      const slots = `total=${total}, used=${running}, reserved=${reserved}, idle=${total - running - reserved}`;
      say(`[K8sPodService] Pool ${pool.name} status: pods=${pods.size}, slots(${slots})`);
    }
  }
  return lines.join('\n');
}

const clock = (ms: number): string => {
  const part = (value: number): string => String(value).padStart(2, '0');
  const hour = Math.floor(ms / 3_600_000);
  const time = `${part(hour % 24)}:${part(Math.floor(ms / 60_000) % 60)}:${part(Math.floor(ms / 1000) % 60)}`;
  return `2026/03/${part(4 + Math.floor(hour / 24))} ${time}.${String(ms % 1000).padStart(3, '0')}`;
};
