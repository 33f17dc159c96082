import type { Decision, Policy } from '../../policy.ts';
import type { Signals } from '../../signals.ts';
import { waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { JENKINS_PARAMETERS, type JenkinsParameters } from './jenkins-parameters.ts';
import { average, freshLoad, type Load, type LoadMemory } from './load-statistics.ts';
import { overdueIdle } from './retention.ts';

/** What a strategy makes of a load. */
export interface Provision {
  /** New ones; 0 = none, and `rule` and `text` say why. */
  readonly pods: number;
  readonly rule: string;
  readonly text: string;
  readonly figures: Readonly<Record<string, number>>;
}

export interface Strategy {
  loadOf(signals: Signals, queue: number): Load;
  /** The averages have seen the load already. */
  provision(load: Load, averages: LoadMemory, parameters: JenkinsParameters, signals: Signals): Provision;
}

/**
 * One evaluation of a label, whichever the strategy: the load is read, the averages move, the idle timers are looked at, and pods are
 * provisioned. Nothing changes while the queue does not answer.
 */
export const evaluatedBy = (
  strategy: Strategy,
): Pick<
  Policy<JenkinsParameters, LoadMemory>,
  'parameters' | 'nativePeriodMs' | 'reactsWithinMs' | 'promises' | 'initialMemory' | 'decide'
> => ({
  parameters: JENKINS_PARAMETERS,
  nativePeriodMs: 10_000,
  reactsWithinMs: 1_000,
  // Both grow only when fewer executors are idle than tasks wait, and both are late.
  promises: (pool) => ({ economy: pool.autoscaler.policy.parameters.demand === 'runnable', responsive: false }),
  initialMemory: freshLoad,
  decide: (signals, memory, parameters) => ({ decision: evaluate(strategy, signals, memory, parameters), memory }),
});

function evaluate(strategy: Strategy, signals: Signals, memory: LoadMemory, parameters: JenkinsParameters): Decision {
  const { count } = signals.pods;
  const queue = waitingTasks(signals, parameters.demand);
  if (queue === null) return hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods: count } });
  const load = strategy.loadOf(signals, queue);
  average(memory, load, signals.now, parameters.decay);
  const overdue = overdueIdle(signals, memory, parameters.idleTime);
  const { pods, rule, text, figures: own } = strategy.provision(load, memory, parameters, signals);
  const figures = { ...load, ...own, overdueIdle: overdue, pods: count };
  if (pods > 0) return scaleTo(signals, count + pods - overdue, { rule, text, figures });
  if (overdue === 0) return scaleTo(signals, count, { rule, text, figures });
  const told = `${overdue} agents were idle for more than ${parameters.idleTime / 1_000} s`;
  return scaleTo(signals, count - overdue, { rule: 'idle-timeout', text: told, figures });
}
