import type { Machines } from './machines.ts';
import { runProgram } from './run-program.ts';

/** kind's nodes are containers of this machine, called as the nodes are. */
export const kindMachines: Machines = {
  stop: async (node) => void (await runProgram('docker', ['pause', node], UNBROKEN)),
  async resume(node) {
    const state = await runProgram('docker', ['inspect', '--format', '{{.State.Paused}}', node], UNBROKEN);
    if (state.trim() === 'true') await runProgram('docker', ['unpause', node], UNBROKEN);
  },
};

/** Nodes of a kind cluster that stand still: by a run that goes on, or by one that was killed. In order of their names. */
export async function stoppedKindNodes(cluster: string): Promise<readonly string[]> {
  const filters = [`label=io.x-k8s.kind.cluster=${cluster}`, 'status=paused'].flatMap((filter) => ['--filter', filter]);
  const names = await runProgram('docker', ['ps', ...filters, '--format', '{{.Names}}']);
  return names
    .split('\n')
    .filter((name) => name !== '')
    .sort();
}

/** Stopped half-way by a Ctrl-C, it would leave open whether the node stands still. */
const UNBROKEN = { isDetached: true } as const;
