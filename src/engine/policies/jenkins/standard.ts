import type { Policy } from '../../policy.ts';
import { waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { JENKINS_PARAMETERS, type JenkinsParameters } from './jenkins-parameters.ts';
import { average, freshLoad, type LoadMemory, loadOfCloud } from './load-statistics.ts';
import { overdueIdle } from './retention.ts';
import { standardStrategy } from './standard-strategy.ts';

/**
 * n + ⌈x / N⌉ − i pods: x executors that the standard strategy provisions (`standard-strategy.ts`), N slots per pod, i agents whose idle
 * timer has run out (`retention.ts`). Nothing is provisioned while Q ≤ available. Q is what can run: Jenkins counts buildable items,
 * not blocked ones. Evaluated every 10 s and at most 1 s after something happened to the queue; averages move on the 10 s clock alone.
 *
 * Source: jenkinsci/jenkins @ ff9430ee1d, hudson/slaves/NodeProvisioner.java (StandardStrategyImpl), hudson/model/LoadStatistics.java,
 * hudson/slaves/CloudRetentionStrategy.java. Where ours differs: `min` holds, and caps of clouds are `max`; the first periodic
 * evaluation 100 s after a start of Jenkins is left out, since a run does not begin with one; numbers are doubles, not floats.
 *
 * Behaves badly when agents were idle until the work came: the average of available executors must first fall below the margin, 220 s
 * after one idle agent, 440 s after ten (`scenarios/policies/jenkins-standard-slow-second-burst.yaml`); and a single task waits 220 s
 * in a busy pool of ten, because the queue's average climbs as slowly. Wants agents that go by their own timer: `victims: idle-only`.
 */
export const jenkinsStandard: Policy<JenkinsParameters, LoadMemory> = {
  name: 'jenkins-standard',
  summary:
    'What is queued beyond what is idle, by averages over minutes; idle timers end agents (Jenkins, core strategy).',
  parameters: JENKINS_PARAMETERS,
  nativePeriodMs: 10_000,
  reactsWithinMs: 1_000,
  origin: {
    source: 'jenkinsci/jenkins @ ff9430ee1d, hudson/slaves/NodeProvisioner.java',
    actuation: 'idle-timer',
  },
  // It grows only when fewer executors are idle than tasks wait, but averages make it late.
  promises: (pool) => ({ economy: pool.autoscaler.policy.parameters.demand === 'runnable', responsive: false }),
  initialMemory: freshLoad,
  decide(signals, memory, parameters) {
    const { count } = signals.pods;
    const queue = waitingTasks(signals, parameters.demand);
    if (queue === null) {
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } }), memory };
    }
    const load = loadOfCloud(signals, queue);
    average(memory, load, signals.now, parameters.decay);
    const overdue = overdueIdle(signals, memory, parameters.idleTime);
    const figures = {
      ...load,
      queueAverage: memory.queue,
      availableAverage: memory.available,
      plannedAverage: memory.planned,
      overdueIdle: overdue,
      pods: count,
    };
    const executors = queue <= load.available ? 0 : standardStrategy(load, memory, parameters, 0);
    if (executors > 0) {
      const pods = Math.ceil(executors / signals.slotsPerPod);
      const text = `${queue} queued, ${load.available} executors idle and ${load.planned} planned: ${executors} more executors`;
      return { decision: scaleTo(signals, count + pods - overdue, { rule: 'provision', text, figures }), memory };
    }
    if (overdue > 0) {
      const text = `${overdue} agents were idle for more than ${parameters.idleTime / 1_000} s`;
      return { decision: scaleTo(signals, count - overdue, { rule: 'idle-timeout', text, figures }), memory };
    }
    const text =
      queue <= load.available
        ? `${queue} queued, ${load.available} executors idle`
        : `${queue} queued, but the averages do not ask for an executor yet`;
    const rule = queue <= load.available ? 'enough-idle' : 'averages';
    return { decision: scaleTo(signals, count, { rule, text, figures }), memory };
  },
};
