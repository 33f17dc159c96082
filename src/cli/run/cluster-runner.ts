import type { RunWatcher } from '../../experiment/measured-run.ts';
import type { RunJob } from '../../experiment/run-job.ts';
import { type ClusterSetup, runOnCluster } from '../../experiment/run-on-cluster.ts';
import type { RunOutcome } from '../../experiment/run-outcome.ts';
import { deleteKindCluster, loadKindImage, openKindCluster } from '../../real/kind.ts';
import { kindMachines, stoppedKindNodes } from '../../real/kind-nodes.ts';
import { loadKubeConfig } from '../../real/kube-config.ts';
import { agentProgram } from '../agent-program.ts';
import type { Terminal } from '../terminal.ts';
import type { ClusterRequest } from './cluster-request.ts';
import { runId } from './run-id.ts';

/** A cluster that is ready for the runs of a suite. */
export interface ClusterRunner {
  run(job: RunJob, signal: AbortSignal, watcher?: RunWatcher | null): Promise<RunOutcome>;
  close(): Promise<void>;
}

/**
 * Rejects with a `ClusterProblem` when there is no such cluster, or something that it needs is not there. `nodes`: that faults of the suite
 * need; 0 = it has none of that kind.
 */
export async function openClusterRunner(
  request: ClusterRequest,
  terminal: Terminal,
  signal: AbortSignal,
  nodes: number,
): Promise<ClusterRunner> {
  const log = (line: string): void => terminal.warn(`${line}\n`);
  const common = {
    namespace: request.namespace,
    image: request.agentImage,
    work: request.work,
    program: agentProgram(),
    timeScale: request.timeScale,
    httpPort: request.httpPort,
    runId,
    log,
  };
  if (request.mode === 'cluster') {
    const { host, port } = request.advertise ?? { host: '127.0.0.1', port: 0 };
    const setup: ClusterSetup = {
      ...common,
      machines: null,
      config: await loadKubeConfig(request),
      listen: { host, port },
    };
    return { run: (job, stop, watcher) => runOnCluster(job, setup, stop, watcher), close: async () => {} };
  }
  const { cluster, nodeImage, workers, isEphemeral } = request.kind;
  const kind = await openKindCluster({ name: cluster, nodeImage, workers: workers ?? nodes, log, signal });
  const close = async (): Promise<void> => {
    await kind.release();
    if (isEphemeral) await deleteKindCluster(cluster);
  };
  try {
    for (const node of await stoppedKindNodes(cluster)) {
      log(
        `node ${node} stands still; unless a run wants it so: poolproof cluster down --orphans --kind-cluster ${cluster}`,
      );
    }
    if (!(await loadKindImage(cluster, request.agentImage, signal))) {
      log(`${request.agentImage} is not on this machine: the nodes of ${cluster} pull it`);
    }
    const config = await loadKubeConfig({ kubeconfig: kind.kubeconfig, context: kind.context, isConfirmed: true });
    const listen = request.advertise ?? { host: kind.gateway, port: 0 };
    const setup: ClusterSetup = { ...common, config, listen, machines: kindMachines };
    return { run: (job, stop, watcher) => runOnCluster(job, setup, stop, watcher), close };
  } catch (error) {
    await close();
    throw error;
  }
}
