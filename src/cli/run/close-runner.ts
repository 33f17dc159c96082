import { ClusterProblem } from '../../real/cluster-problem.ts';
import type { Terminal } from '../terminal.ts';
import type { ClusterRunner } from './cluster-runner.ts';

/** A kind cluster that cannot be deleted is no reason to lose what was measured. */
export async function closeRunner(runner: ClusterRunner | null, terminal: Terminal): Promise<void> {
  try {
    await runner?.close();
  } catch (error) {
    if (!(error instanceof ClusterProblem)) throw error;
    terminal.warn(`${terminal.paintWarning('yellow', 'warning')}: ${error.message}\n  → ${error.remedy}\n`);
  }
}
