import type { ParameterDescription } from '../../policy.ts';
import { type Demand, demandParameter } from '../demand.ts';
import type { Margins } from './standard-strategy.ts';

export interface JenkinsParameters extends Margins {
  /** Of the averages, 0–1 per 10 s. */
  readonly decay: number;
  readonly idleTime: number;
  readonly demand: Demand;
}

/** Both evaluations have them: the second falls back on the first. */
export const JENKINS_PARAMETERS: readonly ParameterDescription[] = [
  {
    name: 'margin',
    kind: 'ratio',
    default: 0.1,
    min: 0,
    max: 1,
    summary: 'Provision when fewer executors than this are idle, now and on average (NodeProvisioner.MARGIN).',
  },
  {
    name: 'margin0',
    kind: 'ratio',
    default: 0.5,
    min: 0,
    max: 1,
    summary:
      'What an empty pool rounds up: missing executors above 1 − this count as one more (NodeProvisioner.MARGIN0).',
  },
  {
    name: 'marginDecay',
    kind: 'ratio',
    default: 0.5,
    min: 0,
    max: 1,
    summary: 'How fast margin0 falls to margin with every executor online (NodeProvisioner.MARGIN_DECAY).',
  },
  {
    name: 'decay',
    kind: 'ratio',
    default: 0.9,
    min: 0,
    max: 1,
    summary: 'What an average keeps of itself every 10 s (LoadStatistics.decay); 0.9 halves in 66 s, 0 looks at now.',
  },
  {
    name: 'idleTime',
    kind: 'duration',
    default: 300_000,
    min: 0,
    summary: 'An agent that has been idle for longer goes; looked at once a minute (idleMinutes).',
  },
  demandParameter('runnable'),
];
