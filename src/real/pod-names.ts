import { type PodId, podName } from '../engine/ids.ts';

/** Labels that everything of a run carries, and its pods. */
export const RUN_LABEL = 'poolproof.dev/run';
export const POOL_LABEL = 'poolproof.dev/pool';
export const POD_LABEL = 'poolproof.dev/pod';
/** Of a shard's Job and pods: which shard, and how often it was begun. */
export const SHARD_LABEL = 'poolproof.dev/shard';
export const TURN_LABEL = 'poolproof.dev/turn';
/** What of ours it is: runs have none, what does the shards of an experiment says so. */
export const COMPONENT_LABEL = 'app.kubernetes.io/component';
export const SHARDS_COMPONENT = 'shards';

/** Of a run's id: DNS-1123, with room for pool and pod behind it. */
export const RUN_ID_LENGTH_MAX = 20;

const NAME_LENGTH_MAX = 63;

/** `<runId>-<pool>-<pod>`: chosen by the harness, so that a create that is repeated meets its pod instead of making a second. */
export function podObjectName(runId: string, pool: string, pod: PodId): string {
  const tail = `-${podName(pod)}`;
  const head = `${runId}-${pool}`.slice(0, NAME_LENGTH_MAX - tail.length).replace(/-+$/, '');
  return head + tail;
}

/** Any author's name as a DNS-1123 label; `fallback` where nothing of it is left. */
export function dnsLabel(name: string, fallback: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_LENGTH_MAX)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? fallback : plain;
}

/** Labels of the pools, different for different pools. */
export function poolLabels(names: readonly string[]): readonly string[] {
  const labels: string[] = [];
  for (const [index, name] of names.entries()) {
    const plain = dnsLabel(name, `pool-${index}`);
    // What a name is changed to may be the name of another.
    let label = plain;
    for (let number = index; labels.includes(label); number += 1) label = `${plain.slice(0, 50)}-${number}`;
    labels.push(label);
  }
  return labels;
}
