import type { CompiledScenario } from '../scenario/compiled.ts';
import { must } from './cluster.ts';
import { ClusterProblem } from './cluster-problem.ts';
import type { Kubernetes } from './kubernetes.ts';
import { RUN_LABEL } from './pod-names.ts';

/**
 * A ResourceQuota cannot choose among the pods of its namespace: it would count other people's, and refuse them theirs. Rejects with a
 * `ClusterProblem` where the scenario sets one and others have pods in the namespace that it was given.
 */
export async function refuseSharedQuota(
  kubernetes: Kubernetes,
  { runId, namespace }: { readonly runId: string; readonly namespace: string },
  { faults }: Pick<CompiledScenario, 'faults'>,
): Promise<void> {
  const fault = faults.find(({ effect }) => effect.kind === 'quota');
  if (fault === undefined) return;
  const labelSelector = `${RUN_LABEL}!=${runId}`;
  // A quota counts none that has ended.
  const fieldSelector = 'status.phase!=Succeeded,status.phase!=Failed';
  const { items } = await must(kubernetes, 'list', 'pods', `in namespace ${namespace}`, (core, options) =>
    core.listNamespacedPod({ namespace, labelSelector, fieldSelector, limit: 1 }, options),
  );
  const [stranger] = items;
  if (stranger === undefined) return;
  const { file, line } = fault.place;
  throw new ClusterProblem(
    `${file}:${line}: quota would count and refuse pods of others in namespace ${namespace}, as ${stranger.metadata?.name}`,
    'Leave out --namespace, or name a namespace that has no other pods.',
  );
}
