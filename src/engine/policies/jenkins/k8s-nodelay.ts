import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { evaluatedBy, type Provision } from './evaluation.ts';
import type { JenkinsParameters } from './jenkins-parameters.ts';
import { type Load, type LoadMemory, loadOfKubernetes } from './load-statistics.ts';
import { standardStrategy } from './standard-strategy.ts';

/**
 * n + p − i pods: p = ⌈max(0, w − s) / N⌉, w = Q − (available + connecting + planned), while Q > available. s = executors of nodes in
 * provisioning: pods that were delivered and whose agents have not connected. They are among the connecting ones, too, so that a pod
 * that starts is subtracted twice. If that leaves Q uncovered, the standard strategy is asked after it, and its answer has s subtracted
 * as well. i agents whose idle timer has run out, N slots per pod. Every 10 s and at most 1 s after something happened to the queue.
 *
 * Source: jenkinsci/kubernetes-plugin @ a82d78a0, NoDelayProvisionerStrategy.java, KubernetesCloud.java, DefaultInProvisioning.java;
 * durable-task-plugin @ 8dcdaa8, OnceRetentionStrategy.java. Where ours differs: upstream an agent has one executor, so with N slots
 * nodes in provisioning are counted by their slots; caps are `max`; the review 1 s after something was planned is the next evaluation.
 *
 * Behaves badly when work comes while pods start: k pods that start hide the next 2k tasks, so tasks are left without a pod until
 * agents connect (`scenarios/policies/jenkins-k8s-nodelay-double-count.yaml`). Wants `agent.maxTasks: 1`, the plugin's default.
 */
export const jenkinsK8sNodelay: Policy<JenkinsParameters, LoadMemory> = {
  name: 'jenkins-k8s-nodelay',
  summary:
    'A pod for each task that nothing idle or starting can take; pods that start count twice (Jenkins, kubernetes-plugin).',
  origin: {
    source: 'jenkinsci/kubernetes-plugin @ a82d78a0, NoDelayProvisionerStrategy.java',
    actuation: 'one-task-pods',
  },
  ...evaluatedBy({ loadOf: loadOfKubernetes, provision }),
};

function provision(load: Load, averages: LoadMemory, parameters: JenkinsParameters, signals: Signals): Provision {
  const { queue, available, connecting, planned } = load;
  const missing = queue <= available ? 0 : Math.max(queue - available - connecting - planned, 0);
  const pods = missing > 0 ? newPods(signals, load, averages, { parameters, missing }) : 0;
  const figures = { inProvisioning: connecting, missing };
  if (pods > 0) {
    const text = `${missing} of ${queue} queued tasks have nothing idle or starting, ${connecting} executors start: ${pods} more pods`;
    return { pods, rule: 'provision', text, figures };
  }
  if (missing > 0) {
    const text = `${missing} tasks have nothing, but ${connecting} executors in provisioning are taken to be for them`;
    return { pods, rule: 'in-provisioning', text, figures };
  }
  const text = `${queue} queued, ${available} executors idle, ${connecting + planned} starting`;
  return { pods, rule: 'covered', text, figures };
}

function newPods(
  { slotsPerPod }: Signals,
  load: Load,
  averages: LoadMemory,
  made: { readonly parameters: JenkinsParameters; readonly missing: number },
): number {
  const inProvisioning = load.connecting;
  const pods = Math.ceil(Math.max(0, made.missing - inProvisioning) / slotsPerPod);
  const planned = pods * slotsPerPod;
  if (planned >= made.missing) return pods;
  const more = standardStrategy(load, averages, made.parameters, planned) - inProvisioning;
  return pods + Math.ceil(Math.max(0, more) / slotsPerPod);
}
