import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { JENKINS_PARAMETERS, type JenkinsParameters } from './jenkins-parameters.ts';
import { average, freshLoad, type Load, type LoadMemory, loadOfKubernetes } from './load-statistics.ts';
import { overdueIdle } from './retention.ts';
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
  parameters: JENKINS_PARAMETERS,
  nativePeriodMs: 10_000,
  reactsWithinMs: 1_000,
  origin: {
    source: 'jenkinsci/kubernetes-plugin @ a82d78a0, NoDelayProvisionerStrategy.java',
    actuation: 'one-task-pods',
  },
  // It grows only when fewer executors are idle than tasks wait; what starts is counted twice.
  promises: (pool) => ({ economy: pool.autoscaler.policy.parameters.demand === 'runnable', responsive: false }),
  initialMemory: freshLoad,
  decide(signals, memory, parameters) {
    const { count } = signals.pods;
    const queue = waitingTasks(signals, parameters.demand);
    if (queue === null) {
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } }), memory };
    }
    const load = loadOfKubernetes(signals, queue);
    average(memory, load, signals.now, parameters.decay);
    const overdue = overdueIdle(signals, memory, parameters.idleTime);
    const missing = queue <= load.available ? 0 : queue - load.available - load.connecting - load.planned;
    const pods = missing > 0 ? newPods(signals, load, memory, { parameters, missing }) : 0;
    const figures = {
      ...load,
      inProvisioning: load.connecting,
      missing: Math.max(missing, 0),
      overdueIdle: overdue,
      pods: count,
    };
    if (pods > 0) {
      const text = `${missing} of ${queue} queued tasks have nothing idle or starting, ${load.connecting} executors start: ${pods} more pods`;
      return { decision: scaleTo(signals, count + pods - overdue, { rule: 'provision', text, figures }), memory };
    }
    if (overdue > 0) {
      const text = `${overdue} agents were idle for more than ${parameters.idleTime / 1_000} s`;
      return { decision: scaleTo(signals, count - overdue, { rule: 'idle-timeout', text, figures }), memory };
    }
    const text =
      missing > 0
        ? `${missing} tasks have nothing, but ${load.connecting} executors in provisioning are taken to be for them`
        : `${queue} queued, ${load.available} executors idle, ${load.connecting + load.planned} starting`;
    const rule = missing > 0 ? 'in-provisioning' : 'covered';
    return { decision: scaleTo(signals, count, { rule, text, figures }), memory };
  },
};

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
