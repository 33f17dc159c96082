import { type AgentWork, SLEEP } from '../../real/agent/settings.ts';
import type { Mode } from '../../scenario/mode.ts';
import { nearest } from '../../scenario/nearest.ts';
import { commandWords, PROGRAM } from '../../scenario/policy-word.ts';
import type { OptionDescription } from '../command.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { UsageError } from '../usage-error.ts';

/** Where and how a real cluster is to be used. */
export interface ClusterRequest {
  readonly mode: 'kind' | 'cluster';
  readonly kubeconfig: string | null;
  readonly context: string | null;
  readonly isConfirmed: boolean;
  /** A namespace that exists; null = each run makes one of its own and removes it. */
  readonly namespace: string | null;
  readonly agentImage: string;
  readonly work: AgentWork;
  /** What agents connect to; null = found by the mode. */
  readonly advertise: HostAndPort | null;
  /** Where runs show themselves on loopback; null = nowhere. */
  readonly httpPort: number | null;
  /** Instead of the scenario's own. */
  readonly timeScale: number | null;
  readonly kind: {
    readonly cluster: string;
    readonly nodeImage: string | null;
    /** Null = as many as the faults of the suite need. */
    readonly workers: number | null;
    readonly isEphemeral: boolean;
  };
}

export interface HostAndPort {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
}

/** The options of `poolproof run` that only a real cluster understands. */
export const CLUSTER_OPTIONS = {
  context: { kind: 'text', summary: 'Context of the kubeconfig (mode cluster; it must be named there)' },
  yes: { kind: 'flag', summary: 'Yes, create and delete pods in that cluster' },
  kubeconfig: { kind: 'text', summary: 'Kubeconfig file; default: as kubectl finds it' },
  namespace: {
    kind: 'text',
    summary: 'A namespace that exists; default: one of its own for each run, removed at its end',
  },
  'agent-image': { kind: 'text', summary: 'Any image with Node 20 or newer; default: node:20-slim' },
  work: {
    kind: 'text',
    summary: 'What agents do for the time of a task: sleep (default), cpu, or exec: and a command in their image',
    values: async () => ['sleep', 'cpu', PROGRAM],
  },
  advertise: { kind: 'text', summary: 'HOST[:PORT] of this machine that pods can connect to (mode cluster)' },
  http: { kind: 'text', summary: 'Port on loopback for health, metrics, capacity and decisions; 0 finds a free one' },
  'time-scale': { kind: 'text', summary: "Scenario seconds per second, instead of the file's" },
  'kind-cluster': { kind: 'text', summary: 'Name of the kind cluster, made if there is none; default: poolproof' },
  'node-image': { kind: 'text', summary: 'Node image for a new kind cluster, as for air-gapped machines' },
  workers: {
    kind: 'text',
    summary: 'Worker nodes of a new kind cluster; default: as many as faults of nodes need, else none',
  },
  ephemeral: { kind: 'flag', summary: 'Delete the kind cluster at the end' },
} as const satisfies Readonly<Record<string, OptionDescription>>;

export const DEFAULT_AGENT_IMAGE = 'node:20-slim';
export const DEFAULT_KIND_CLUSTER = 'poolproof';
/** Those that shards in a cluster understand, too. */
const OF_ANY_CLUSTER = new Set<string>(['context', 'yes', 'kubeconfig', 'namespace']);
export const MODES: readonly Mode[] = ['sim', 'kind', 'cluster'];

export function modeOf(given: GivenArguments): Mode {
  const named = given.text('mode') ?? 'sim';
  const mode = MODES.find((each) => each === named);
  if (mode !== undefined) return mode;
  const close = nearest(named, MODES);
  throw new UsageError(
    `no such mode: ${named}`,
    close === null ? `one of: ${MODES.join(', ')}` : `did you mean ${close}?`,
  );
}

/** Null for the simulation, which takes none of these options. */
export function clusterRequest(given: GivenArguments): ClusterRequest | null {
  const mode = modeOf(given);
  // A recorded run was on a cluster, whose time scale an older journal does not tell.
  const isRecorded = given.text('from-journal') !== null;
  const misplaced = (Object.keys(CLUSTER_OPTIONS) as (keyof typeof CLUSTER_OPTIONS)[])
    .filter((name) => name !== 'time-scale' || !isRecorded)
    .find((name) => (CLUSTER_OPTIONS[name].kind === 'flag' ? given.flag(name) : given.text(name) !== null));
  if (mode === 'sim') {
    if (misplaced === undefined || (given.text('on') !== null && OF_ANY_CLUSTER.has(misplaced))) return null;
    throw new UsageError(`--${misplaced} is for a real cluster`, 'say --mode kind or --mode cluster, or leave it out');
  }
  const request: ClusterRequest = {
    mode,
    kubeconfig: given.text('kubeconfig'),
    context: given.text('context'),
    isConfirmed: given.flag('yes'),
    namespace: given.text('namespace'),
    agentImage: given.text('agent-image') ?? DEFAULT_AGENT_IMAGE,
    work: workOf(given),
    advertise: advertised(given.text('advertise')),
    httpPort: given.port('http'),
    timeScale: timeScaleOf(given),
    kind: {
      cluster: given.text('kind-cluster') ?? DEFAULT_KIND_CLUSTER,
      nodeImage: given.text('node-image'),
      workers: workersOf(given),
      isEphemeral: given.flag('ephemeral'),
    },
  };
  if (mode === 'cluster' && request.advertise === null) {
    throw new UsageError(
      '--mode cluster needs --advertise: agents must be able to reach this machine',
      'for example --advertise 10.0.0.7:8123, an address of this machine that pods can connect to',
    );
  }
  return request;
}

/** `--workers`: of a kind cluster that is made now; null unless given. */
export function workersOf(given: GivenArguments): number | null {
  const workers = given.count('workers');
  if (workers === null || workers <= WORKERS_MAX) return workers;
  throw new UsageError(`--workers ${workers} is more than one machine can bear`, `at most ${WORKERS_MAX}`);
}

const WORKERS_MAX = 20;

function workOf(given: GivenArguments): AgentWork {
  const text = given.text('work') ?? 'sleep';
  if (text === 'sleep') return SLEEP;
  if (text === 'cpu') return { work: 'cpu', command: [] };
  const command = text.startsWith(PROGRAM) ? commandWords(text.slice(PROGRAM.length)) : null;
  if (command !== null && command[0] !== '') return { work: 'command', command };
  throw new UsageError(
    `--work ${text} is nothing that an agent can do`,
    'write sleep, cpu, or exec: and a command with its quotation marks closed: --work "exec:node /app/job.js"',
  );
}

function advertised(text: string | null): HostAndPort | null {
  if (text === null) return null;
  const [, host, port] = /^(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined || Number(port ?? 0) > 65_535) {
    throw new UsageError(`--advertise ${text} is no HOST:PORT`, 'for example --advertise 10.0.0.7:8123');
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? 0) };
}

/** `--time-scale`; null unless given. */
export function timeScaleOf(given: GivenArguments): number | null {
  const text = given.text('time-scale');
  if (text === null) return null;
  const scale = Number(text);
  if (scale > 0 && scale <= 1000) return scale;
  throw new UsageError(`--time-scale ${text} is no factor above 0 and at most 1000`, 'for example --time-scale 10');
}
