import type { Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { evaluatedBy, type Provision } from './evaluation.ts';
import type { JenkinsParameters } from './jenkins-parameters.ts';
import { type Load, type LoadMemory, loadOfCloud } from './load-statistics.ts';
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
  origin: {
    source: 'jenkinsci/jenkins @ ff9430ee1d, hudson/slaves/NodeProvisioner.java',
    actuation: 'idle-timer',
  },
  ...evaluatedBy({ loadOf: loadOfCloud, provision }),
};

function provision(load: Load, averages: LoadMemory, parameters: JenkinsParameters, signals: Signals): Provision {
  const { queue, available, planned } = load;
  const figures = {
    queueAverage: averages.queue,
    availableAverage: averages.available,
    plannedAverage: averages.planned,
  };
  const idle = `${available} executors idle`;
  if (queue <= available) return { pods: 0, rule: 'enough-idle', text: `${queue} queued, ${idle}`, figures };
  const executors = standardStrategy(load, averages, parameters, 0);
  if (executors === 0) {
    const text = `${queue} queued, but the averages do not ask for an executor yet`;
    return { pods: 0, rule: 'averages', text, figures };
  }
  const text = `${queue} queued, ${idle} and ${planned} planned: ${executors} more executors`;
  return { pods: Math.ceil(executors / signals.slotsPerPod), rule: 'provision', text, figures };
}
