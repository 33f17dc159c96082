import { ClusterProblem } from '../real/cluster-problem.ts';
import { type HeldNode, heldNodes, releaseNodes } from '../real/held-nodes.ts';
import { deleteKindCluster, kindClusters, loadKindImage, openKindCluster } from '../real/kind.ts';
import { loadKubeConfig } from '../real/kube-config.ts';
import { Kubernetes } from '../real/kubernetes.ts';
import { findOrphans, type Orphan, removeOrphans } from '../real/orphans.ts';
import { nearest } from '../scenario/nearest.ts';
import { counted } from './counted.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { GivenArguments } from './given-arguments.ts';
import { printJson } from './json-outputs.ts';
import { DEFAULT_KIND_CLUSTER, workersOf } from './run/cluster-request.ts';
import { interruptOf } from './run/interrupt.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const ACTIONS = ['up', 'down', 'status'] as const;
type Action = (typeof ACTIONS)[number];

export async function clusterCommand(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const action = actionOf(given.files);
  const name = given.text('kind-cluster') ?? DEFAULT_KIND_CLUSTER;
  try {
    if (action === 'up') return await up(name, given, terminal);
    if (action === 'status') return await status(name, given, terminal);
    if (given.flag('orphans')) return await downOrphans(name, given, terminal);
    return await down(name, given, terminal);
  } catch (error) {
    if (!(error instanceof ClusterProblem)) throw error;
    terminal.warn(`${terminal.paintWarning('red', 'error')}: ${error.message}\n  → ${error.remedy}\n`);
    return EXIT.unavailable;
  }
}

function actionOf(words: readonly string[]): Action {
  const [word, ...more] = words;
  const action = ACTIONS.find((each) => each === word);
  if (action !== undefined && more.length === 0) return action;
  const close = word === undefined ? null : nearest(word, ACTIONS);
  throw new UsageError(
    word === undefined ? 'what is to be done with the cluster?' : `no such action: ${words.join(' ')}`,
    close === null || action !== undefined ? `one of: ${ACTIONS.join(', ')}` : `did you mean ${close}?`,
  );
}

async function up(name: string, given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const interrupt = interruptOf(() => terminal.warn('stopping\n'));
  interrupt.arm();
  try {
    const log = (line: string): void => terminal.warn(`${line}\n`);
    const nodeImage = given.text('node-image');
    const workers = workersOf(given) ?? 0;
    const kind = await openKindCluster({ name, nodeImage, workers, log, signal: interrupt.signal });
    await kind.release();
    const image = given.text('agent-image');
    if (image !== null && !(await loadKindImage(name, image, interrupt.signal))) {
      throw new ClusterProblem(
        `this machine has no image ${image}`,
        'Build or pull it first, or leave --agent-image out.',
      );
    }
    const { isNew, gateway } = kind;
    if (given.flag('json')) printJson('cluster', { action: 'up', cluster: name, isNew, gateway }, terminal);
    else
      terminal.print(
        `kind cluster ${name} ${isNew ? 'is up' : 'was up already'}; agents reach this machine at ${gateway}\n`,
      );
    return EXIT.good;
  } finally {
    interrupt.release();
  }
}

async function down(name: string, given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  // Whoever names another cluster means another one, or what is in it: neither is deleted.
  const other = (['context', 'namespace', 'kubeconfig'] as const).find((option) => given.text(option) !== null);
  if (other !== undefined)
    throw new UsageError(
      `down deletes the kind cluster ${name} as a whole, and --${other} is of what runs left in a cluster`,
      `say --orphans to remove that; leave out --${other} to delete the kind cluster`,
    );
  const wasUp = (await kindClusters()).includes(name);
  if (wasUp) await deleteKindCluster(name);
  if (given.flag('json')) printJson('cluster', { action: 'down', cluster: name, wasUp }, terminal);
  else terminal.print(wasUp ? `kind cluster ${name} is deleted\n` : `there is no kind cluster ${name}\n`);
  return EXIT.good;
}

async function status(name: string, given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const context = given.text('context');
  if (context !== null) {
    const { runs, nodes } = await leftoversOf(name, given);
    if (given.flag('json')) printJson('cluster', { action: 'status', context, runs, nodes }, terminal);
    else tellLeftovers(`context ${context} has ${counted(runs.length, 'run')} in it`, { runs, nodes }, terminal);
    return EXIT.good;
  }
  const isUp = (await kindClusters()).includes(name);
  const { runs, nodes } = isUp ? await leftoversOf(name, given) : NOTHING;
  if (given.flag('json')) printJson('cluster', { action: 'status', cluster: name, isUp, runs, nodes }, terminal);
  else if (!isUp) terminal.print(`there is no kind cluster ${name}\n  → poolproof cluster up\n`);
  else {
    const heading = `kind cluster ${name} is up, with ${counted(runs.length, 'run')} in it`;
    tellLeftovers(heading, { runs, nodes }, terminal);
  }
  return EXIT.good;
}

function tellLeftovers(heading: string, { runs, nodes }: Leftovers, terminal: Terminal): void {
  terminal.print(`${heading}\n`);
  for (const run of runs) terminal.print(`  ${run.namespace}  run ${run.runId}, since ${run.createdAt}\n`);
  for (const node of nodes) terminal.print(`  node ${node.name} ${HELD[node.is]}\n`);
}

/** A run that goes on now is not told from one that was killed: whoever says --orphans knows that none is. */
async function downOrphans(name: string, given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const { runs, nodes } = await leftoversOf(name, given, async (kubernetes, found) => [
    // First: pods on a node that stands still would never go.
    ...(await releaseNodes(kubernetes, found.nodes)),
    ...(await removeOrphans(kubernetes, found.runs)),
  ]);
  if (given.flag('json')) {
    printJson('cluster', { action: 'down --orphans', runs, nodes }, terminal);
    return EXIT.good;
  }
  for (const node of nodes) terminal.print(`${RELEASED[node.is]} ${node.name}\n`);
  for (const { namespace, runId, ownsNamespace } of runs) {
    terminal.print(`removed ${ownsNamespace ? namespace : `what run ${runId} left in ${namespace}`}\n`);
  }
  if (runs.length + nodes.length === 0) terminal.print('nothing was left of any run\n');
  return EXIT.good;
}

const HELD: Readonly<Record<HeldNode['is'], string>> = { stopped: 'stands still', cordoned: 'takes no pods' };
const RELEASED: Readonly<Record<HeldNode['is'], string>> = { stopped: 'resumed node', cordoned: 'uncordoned node' };

/** What runs have in a cluster. */
interface Leftovers {
  readonly runs: readonly Orphan[];
  readonly nodes: readonly HeldNode[];
}

const NOTHING: Leftovers = { runs: [], nodes: [] };

/** As it was before `act` had it. */
async function leftoversOf(
  name: string,
  given: GivenArguments,
  act?: (kubernetes: Kubernetes, found: Leftovers) => Promise<readonly string[]>,
): Promise<Leftovers> {
  const named = given.text('context');
  const kind = named === null ? await openedKind(name) : null;
  try {
    const config = await loadKubeConfig(
      kind === null
        ? { kubeconfig: given.text('kubeconfig'), context: named, isConfirmed: given.flag('yes') }
        : { kubeconfig: kind.kubeconfig, context: kind.context, isConfirmed: true },
    );
    const kubernetes = await Kubernetes.open({ config });
    try {
      const nodes = await heldNodes(kubernetes, kind === null ? null : name);
      const found: Leftovers = { runs: await findOrphans(kubernetes, given.text('namespace')), nodes };
      const left = (await act?.(kubernetes, found)) ?? [];
      if (left.length > 0) throw new ClusterProblem(left.join('\n'), 'Remove it with kubectl.');
      return found;
    } finally {
      kubernetes.close();
    }
  } finally {
    await kind?.release();
  }
}

async function openedKind(name: string) {
  if (!(await kindClusters()).includes(name))
    throw new ClusterProblem(`there is no kind cluster ${name}`, 'Name the cluster: --context NAME --yes.');
  return openKindCluster({ name, nodeImage: null, workers: 0, log: () => {}, signal: new AbortController().signal });
}
