import type { V1Job } from '@kubernetes/client-node';
import { SHARD_LABEL, TURN_LABEL } from './pod-names.ts';
import { givenUpAfter, restrictedContainer, restrictedPod } from './restricted-pod.ts';
import { BOOT, ownedBy, type ShardPlace } from './shard-place.ts';

/** What the pods of all shards have in common. */
export interface ShardPods {
  /** Any image with `node` (20 or newer) on its PATH. */
  readonly image: string;
  /** Cores in thousandths; asked for, and no limit: a processor that is free does no good to anybody. */
  readonly cpuMilli: number;
  /** Asked for, and the limit. */
  readonly memoryBytes: number;
}

/** A share of the work that is left of a shard. */
export interface ShardTurn {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
  /** Runs of the shard that are done already. */
  readonly from: number;
  /** How often the shard was begun before. */
  readonly turn: number;
}

export const shardJobName = (runId: string, { index, turn }: ShardTurn): string => `${runId}-shard-${index}-${turn}`;

/**
 * The Job of a shard: a plain one, since older clusters know no indexed Jobs; the index is in the environment. It has one pod and never a
 * second: what becomes of a shard that failed is decided by whoever waits for it, in the same way on clusters old and new.
 */
export function shardJob(place: ShardPlace, turn: ShardTurn, pods: ShardPods): V1Job {
  const metadata = ownedBy(place, shardJobName(place.runId, turn));
  const labels = { ...metadata.labels, [SHARD_LABEL]: String(turn.index), [TURN_LABEL]: String(turn.turn) };
  const { image, cpuMilli, memoryBytes } = pods;
  const memory = String(memoryBytes);
  // Node would take a quarter of what there is.
  const heapMiB = Math.floor((memoryBytes * HEAP_SHARE) / 2 ** 20);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, labels },
    spec: {
      backoffLimit: 0,
      // Of a harness that was killed; clusters that know nothing of it leave it unread.
      ttlSecondsAfterFinished: DAY_SECONDS,
      template: {
        metadata: {
          labels: { ...labels, 'app.kubernetes.io/name': 'poolproof-shard' },
          annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' },
        },
        spec: {
          restartPolicy: 'Never',
          ...restrictedPod(),
          terminationGracePeriodSeconds: 5,
          tolerations: givenUpAfter(LOST_AFTER_SECONDS),
          containers: [
            {
              name: SHARD_CONTAINER,
              image,
              imagePullPolicy: 'IfNotPresent',
              command: ['node', `--max-old-space-size=${heapMiB}`, `${FOLDER}/${BOOT}`],
              env: [
                { name: 'POOLPROOF_SHARD', value: `${turn.index}/${turn.count}` },
                { name: 'POOLPROOF_SHARD_FROM', value: String(turn.from) },
                { name: 'POOLPROOF_SCRATCH', value: SCRATCH },
                // Who looks for processes of a run finds them by it.
                { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              ],
              resources: { requests: { cpu: `${cpuMilli}m`, memory }, limits: { memory } },
              securityContext: restrictedContainer(),
              volumeMounts: [
                { name: 'parts', mountPath: FOLDER, readOnly: true },
                { name: 'scratch', mountPath: SCRATCH },
              ],
            },
          ],
          volumes: [
            { name: 'parts', projected: { sources: place.configMaps.map((name) => ({ configMap: { name } })) } },
            { name: 'scratch', emptyDir: {} },
          ],
        },
      },
    },
  };
}

export const SHARD_CONTAINER = 'shard';

const FOLDER = '/opt/poolproof';
const SCRATCH = '/tmp';
const HEAP_SHARE = 0.75;
const DAY_SECONDS = 86_400;
const LOST_AFTER_SECONDS = 30;
