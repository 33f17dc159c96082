import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../../src/engine/policies/registry.ts';
import { poolConfig } from '../../support/pools.ts';

/**
 * What a formula promises, a run without modifiers is judged by: `economy` = no pod is added while free slots on connected agents cover
 * all unblocked work, `responsive` = work that finds no room is answered within a period. A promise is one that the formula keeps,
 * or one whose breach is the very fault that a report tells of.
 */
const KEPT: readonly (readonly [why: string, economy: boolean, responsive: boolean, policies: readonly string[]])[] = [
  [
    'a pod at every tick while a task waits, free slots or not: the laws are to name what its report complained of',
    true,
    true,
    ['blind-step'],
  ],
  [
    'grows only when the online agents have nothing free, which a slot of the wrong kind is taken for',
    true,
    false,
    ['capacity-aware'],
  ],
  [
    'grow only for more runnable tasks than idle executors, and late, by averages or with pods counted twice',
    true,
    false,
    ['jenkins-standard', 'jenkins-k8s-nodelay'],
  ],
  [
    'a pod for each task, with agents of several slots, and none for a reservation',
    false,
    false,
    ['pending-only', 'pending-plus-running'],
  ],
  [
    'grow by occupancy, before work waits, and not at all beside a reservation',
    false,
    false,
    ['slot-utilization', 'slot-utilization-unfixed'],
  ],
  [
    'see the whole queue, blocked tasks too, and make Jobs poll by poll',
    false,
    false,
    [
      'keda-scaledjob-default',
      'keda-scaledjob-custom',
      'keda-scaledjob-accurate',
      'keda-scaledjob-eager',
      'buildkite-agent-stack',
    ],
  ],
  [
    'an HPA: a metric against a target, with tolerance, windows and rates',
    false,
    false,
    ['keda-scaledobject', 'hpa-external-average', 'hpa-external-value', 'hpa-cpu', 'knative-kpa'],
  ],
  [
    'keep idle runners beside the work, wait for cooldowns, or grow by a share of what is there',
    false,
    false,
    ['arc-scaleset', 'arc-hra-queue', 'arc-hra-busy', 'hcp-agent-pool', 'buildkite-agent-scaler'],
  ],
  [
    'keep a headroom on purpose',
    false,
    false,
    ['gitlab-machine-idle', 'gitlab-pause-pods', 'gitlab-taskscaler-like', 'base-stock', 'square-root'],
  ],
  [
    'go by rates, a forecast or a trend, which more than the present work answers to',
    false,
    false,
    ['erlang-c', 'backlog-growth', 'aws-predictive', 'holt-winters'],
  ],
  ['counts tasks against slots and not their kinds, those that are reserved too', false, false, ['delayed-off']],
  ['looks at nothing', false, false, ['static']],
];

const rows = KEPT.flatMap(([why, economy, responsive, names]) =>
  names.map((name) => ({ name, why, economy, responsive })),
);

const promised = (policy: string, parameters = {}) =>
  POLICIES[policy]?.promises(poolConfig({ policy, with: parameters }));

describe('what a formula promises', () => {
  test.each(rows)('$name, which $why: economy $economy, responsive $responsive', ({ name, economy, responsive }) => {
    expect(promised(name)).toEqual({ economy, responsive });
  });

  test('is said of every one of them', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(POLICIES).sort());
  });

  test('is no economy of Jenkins where it is told to count blocked tasks: executors for them stand idle', () => {
    for (const name of ['jenkins-standard', 'jenkins-k8s-nodelay']) {
      expect(promised(name, { demand: 'raw' })).toEqual({ economy: false, responsive: false });
      expect(promised(name, { demand: 'with-waiting' })).toEqual({ economy: false, responsive: false });
    }
  });
});
