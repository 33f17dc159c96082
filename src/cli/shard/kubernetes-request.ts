import type { ShardPods } from '../../real/shard-manifest.ts';
import { parseCpu, parseMemory } from '../../scenario/kubernetes-quantity.ts';
import type { Sentence } from '../../scenario/problem.ts';
import type { OptionDescription } from '../command.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { CLUSTER_OPTIONS, DEFAULT_AGENT_IMAGE } from '../run/cluster-request.ts';
import { UsageError } from '../usage-error.ts';

/** A cluster that is to do the shards of a command. */
export interface KubernetesRequest {
  readonly shards: number;
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly isConfirmed: boolean;
  /** A namespace that exists; null = one of its own, removed at the end. */
  readonly namespace: string | null;
  readonly pods: ShardPods;
}

const { context, yes, kubeconfig } = CLUSTER_OPTIONS;

/** Where shards can be done, beside here. */
const PLACES = ['kubernetes'] as const;

/** The options of commands whose shards a cluster can do. */
export const KUBERNETES_OPTIONS = {
  on: {
    kind: 'text',
    summary: 'kubernetes: do the shards as Jobs of a cluster and put them together (docs/shards.md)',
    values: async () => PLACES,
  },
  shards: { kind: 'text', summary: 'With --on kubernetes: how many, one Job each' },
  image: { kind: 'text', summary: 'Of the shards: any image with Node 20 or newer; default: node:20-slim' },
  cpu: { kind: 'text', summary: 'That each shard asks for; default: 1' },
  memory: { kind: 'text', summary: 'That each shard may take; default: 1Gi' },
  context: { ...context, summary: 'Context of the kubeconfig; must be named for a cluster that kind did not make' },
  yes,
  kubeconfig,
  namespace: { kind: 'text', summary: 'A namespace that exists; default: one of its own, removed at the end' },
} as const satisfies Readonly<Record<string, OptionDescription>>;

/** Options that only a shard in a cluster has; the others of its cluster are options of clusters in general. */
const OWN = ['shards', 'image', 'cpu', 'memory'] as const;

/** Those that a shard itself is not told. */
export const KUBERNETES_NAMES = Object.keys(KUBERNETES_OPTIONS);

export const isOnKubernetes = (given: GivenArguments): boolean => given.choice('on', PLACES) !== null;

/** Null = no cluster does the shards. */
export function kubernetesRequest(given: GivenArguments): KubernetesRequest | null {
  if (!isOnKubernetes(given)) {
    const misplaced = OWN.find((name) => given.text(name) !== null);
    if (misplaced === undefined) return null;
    throw new UsageError(`--${misplaced} is for shards in a cluster`, 'say --on kubernetes, or leave it out');
  }
  if (given.text('shard') !== null || given.text('results') !== null)
    throw new UsageError(
      '--shard is a share that is done here, and --on kubernetes does all of them',
      'leave out --shard and --results, and say how many with --shards',
    );
  const shards = given.count('shards');
  if (shards === null) throw new UsageError('--on kubernetes needs --shards', 'for example --shards 8, one Job each');
  if (shards > SHARDS_MAX) throw new UsageError(`--shards ${shards} is too many`, `at most ${SHARDS_MAX}`);
  const memoryBytes = quantity(parseMemory(given.text('memory') ?? '1Gi', '--memory'));
  if (memoryBytes < MEMORY_MIN_BYTES)
    throw new UsageError(`--memory ${given.text('memory')} is too little for Node`, 'at least 128Mi');
  return {
    shards,
    kubeconfig: given.text('kubeconfig'),
    context: given.text('context'),
    isConfirmed: given.flag('yes'),
    namespace: given.text('namespace'),
    pods: {
      image: given.text('image') ?? DEFAULT_AGENT_IMAGE,
      cpuMilli: quantity(parseCpu(given.text('cpu') ?? '1', '--cpu')),
      memoryBytes,
    },
  };
}

/** As many as one client can watch over. */
const SHARDS_MAX = 1000;
const MEMORY_MIN_BYTES = 128 * 2 ** 20;

function quantity(parsed: number | Sentence): number {
  if (typeof parsed === 'number') return parsed;
  throw new UsageError(parsed.message, parsed.remedy);
}
