import { describe, expect, test } from 'vitest';
import { buildkiteAgentScaler } from '../../../../src/engine/policies/buildkite/agent-scaler.ts';
import { podViews } from '../../../support/pod-views.ts';
import { type Answer, PolicyAnswers } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

interface Seen {
  readonly now?: number;
  readonly pods?: number;
  readonly connected?: number;
  readonly terminating?: number;
  readonly queued?: number;
  readonly running?: number;
  readonly waiting?: number;
  readonly min?: number;
  readonly max?: number;
  readonly slotsPerPod?: number;
}

/** All agents are connected unless told otherwise. */
function pool({
  now = 0,
  pods = 0,
  connected = pods,
  terminating = 0,
  queued = 0,
  running = 0,
  waiting = 0,
  ...rest
}: Seen) {
  return {
    now,
    max: 100,
    slotsPerPod: 1,
    ...rest,
    pods: { count: pods, running: pods, connected, terminating },
    tasks: { pending: queued, running, waiting },
  } satisfies SignalChanges;
}

/** The formula in code: no cooldowns, scale-in enabled, no factors. */
const PLAIN = { scaleOutCooldown: 0, scaleInCooldown: 0, disableScaleIn: false };

const scaler = (parameters = {}) => new PolicyAnswers(buildkiteAgentScaler, { ...PLAIN, ...parameters });
const once = (seen: Seen, parameters = {}): Answer => scaler(parameters).decide(pool(seen));

describe('the cases that the original is tested with', () => {
  /** Without a look at availability. */
  const TESTED = { availabilityThreshold: 0 };

  test.each([
    ['twelve jobs', { pods: 2, queued: 10, running: 2, waiting: 2 }, {}, 12],
    ['more waiting than running jobs', { pods: 2, queued: 8, running: 2, waiting: 20 }, { includeWaiting: true }, 28],
    ['a buffer', { pods: 12, queued: 10, running: 2, waiting: 2 }, { instanceBuffer: 10 }, 22],
    ['four agents an instance', { pods: 1, queued: 10, running: 2, slotsPerPod: 4 }, {}, 3],
    ['two agents an instance', { pods: 1, queued: 10, running: 2, slotsPerPod: 2 }, {}, 6],
    ['five agents an instance', { pods: 1, queued: 10, running: 2, slotsPerPod: 5 }, {}, 3],
    ['twenty agents an instance', { pods: 1, queued: 10, running: 2, slotsPerPod: 20 }, {}, 1],
    ['half of a growth', { pods: 2, queued: 10, running: 2 }, { scaleOutFactor: 0.5 }, 7],
    ['a tenth of a growth', { pods: 11, queued: 10, running: 2 }, { scaleOutFactor: 0.1 }, 12],
    ['five times a growth', { queued: 10 }, { scaleOutFactor: 5 }, 50],
    ['a tenth of a shrink', { pods: 10 }, { scaleInFactor: 0.1 }, 9],
    ['a buffer over a shrink', { pods: 30, queued: 10, running: 5 }, { instanceBuffer: 10 }, 25],
    ['five times a shrink', { pods: 20, queued: 10 }, { scaleInFactor: 5 }, 0],
    ['a tenth of the last one', { pods: 1 }, { scaleInFactor: 0.1 }, 0],
  ])('%s', (_case, seen, parameters, desired) => {
    expect(once(seen, { ...TESTED, ...parameters })[0]).toBe(desired);
  });
});

describe('the wanted pods', () => {
  test('are those for the queued and running jobs', () => {
    expect(once({ pods: 2, queued: 10, running: 2 })).toEqual([12, 'scale-out']);
    expect(once({ pods: 1, queued: 10, running: 2, slotsPerPod: 4 })).toEqual([3, 'scale-out']);
    expect(once({ pods: 4 })).toEqual([0, 'scale-in']);
  });

  test('count waiting jobs instead of running ones where they are more, if told so', () => {
    const seen = { pods: 2, queued: 3, running: 2, waiting: 9 };
    expect(once(seen)).toEqual([5, 'scale-out']);
    expect(once(seen, { includeWaiting: true })).toEqual([12, 'scale-out']);
    expect(once({ ...seen, waiting: 1 }, { includeWaiting: true })).toEqual([5, 'scale-out']);
  });

  test('are one more than desired while fewer than half of the agents are connected and there is work', () => {
    expect(once({ pods: 10, connected: 4, running: 4 })).toEqual([11, 'scale-out']);
    expect(once({ pods: 10, connected: 5, running: 5 })).toEqual([5, 'scale-in']);
    expect(once({ pods: 10, connected: 4 })).toEqual([0, 'scale-in']);
  });

  test('get a buffer of at most what the jobs need, while there is any job', () => {
    expect(once({ queued: 2, slotsPerPod: 4 }, { instanceBuffer: 5 })).toEqual([2, 'scale-out']);
    expect(once({ queued: 40 }, { instanceBuffer: 5 })).toEqual([45, 'scale-out']);
    expect(once({}, { instanceBuffer: 5 })).toEqual([0, 'steady']);
  });

  test('are cut to max first, then raised to min', () => {
    expect(once({ queued: 40, max: 7 })).toEqual([7, 'scale-out']);
    expect(once({ min: 3 })).toEqual([3, 'scale-out']);
    expect(once({ queued: 40, max: 7, min: 9 }, { scaleOutFactor: 0 })).toEqual([9, 'scale-out']);
  });
});

describe('against the pods that are there', () => {
  test('what was asked for and is not there is waited for', () => {
    const group = scaler();
    expect(group.decide(pool({ queued: 5 }))).toEqual([5, 'scale-out']);
    expect(group.decide(pool({ now: 10_000, pods: 2, queued: 5 }))).toEqual([5, 'wait-for-group']);
  });

  test('a wish between what is there and what was asked for shrinks the group', () => {
    const group = scaler();
    group.decide(pool({ queued: 5 }));
    expect(group.decide(pool({ now: 10_000, pods: 2, queued: 3 }))).toEqual([3, 'scale-in']);
  });

  test('pods that terminate are there: no others are made for the jobs', () => {
    // Four pods went, eight jobs came: eight are there.
    const group = scaler();
    expect(group.decide(pool({ pods: 8, running: 8 }))).toEqual([8, 'steady']);
    expect(group.decide(pool({ now: 10_000, pods: 8, running: 4 }))).toEqual([4, 'scale-in']);
    expect(group.decide(pool({ now: 20_000, pods: 4, terminating: 4, queued: 4, running: 4 }))).toEqual([4, 'steady']);
    expect(group.decide(pool({ now: 30_000, pods: 4, queued: 4, running: 4 }))).toEqual([8, 'scale-out']);
  });

  test('fewer wanted than are there with those that terminate is a scale-down, even where it raises what is asked for', () => {
    const group = scaler();
    group.decide(pool({ pods: 8 }));
    expect(group.decide(pool({ now: 10_000, terminating: 8, queued: 5 }))).toEqual([5, 'scale-in']);
    const disabled = scaler({ disableScaleIn: true });
    disabled.decide(pool({}));
    expect(disabled.decide(pool({ now: 10_000, terminating: 8, queued: 5 }))).toEqual([0, 'scale-in-disabled']);
  });

  test('a pod that was lost is made again: the group keeps its count', () => {
    const group = scaler();
    group.decide(pool({ pods: 4, running: 4 }));
    expect(group.decide(pool({ now: 10_000, pods: 3, running: 4 }))).toEqual([4, 'wait-for-group']);
  });
});

describe('cooldowns', () => {
  test('begin with the first event of their own direction', () => {
    const group = scaler({ scaleOutCooldown: 300_000 });
    expect(group.decide(pool({ now: 10_000, queued: 2 }))).toEqual([2, 'scale-out']);
    expect(group.decide(pool({ now: 309_999, pods: 2, queued: 5, running: 2 }))).toEqual([2, 'scale-out-cooldown']);
    expect(group.reason?.limitedBy).toBe('cooldown');
    expect(group.decide(pool({ now: 310_000, pods: 2, queued: 5, running: 2 }))).toEqual([7, 'scale-out']);
  });

  test('do not look at the other direction, unless told so', () => {
    const down = (parameters: object) => {
      const group = scaler({ scaleInCooldown: 60_000, ...parameters });
      group.decide(pool({ now: 10_000, pods: 4 }));
      group.decide(pool({ now: 60_000, pods: 0, queued: 4 }));
      return group.decide(pool({ now: 70_000, pods: 4 }));
    };
    expect(down({})).toEqual([0, 'scale-in']);
    expect(down({ afterAnyEvent: true })).toEqual([4, 'scale-in-cooldown']);
  });

  test('of a direction without an event are none, even after an event of the other', () => {
    const group = scaler({ scaleInCooldown: 3_600_000, afterAnyEvent: true });
    group.decide(pool({ now: 10_000, queued: 4 }));
    expect(group.decide(pool({ now: 20_000, pods: 4 }))).toEqual([0, 'scale-in']);
  });
});

describe('factors', () => {
  test('round a growth up and cut it at max', () => {
    expect(once({ pods: 2, queued: 3, running: 2 }, { scaleOutFactor: 0.5 })).toEqual([4, 'scale-out']);
    expect(once({ pods: 2, queued: 3, running: 2, max: 6 }, { scaleOutFactor: 3 })).toEqual([6, 'scale-out']);
  });

  test('round a shrink to the larger one and keep min', () => {
    // ⌊−3 · 0.5⌋ = −2
    expect(once({ pods: 5, running: 2 }, { scaleInFactor: 0.5 })).toEqual([3, 'scale-in']);
    expect(once({ pods: 5, running: 2, min: 2 }, { scaleInFactor: 4 })).toEqual([2, 'scale-in']);
  });

  test('of 0 are none', () => {
    expect(once({ queued: 3 }, { scaleOutFactor: 0 })).toEqual([3, 'scale-out']);
    expect(once({ pods: 3 }, { scaleInFactor: 0 })).toEqual([0, 'scale-in']);
  });
});

describe('as the Elastic CI Stack deploys it', () => {
  const deployed = (parameters = {}) => new PolicyAnswers(buildkiteAgentScaler, parameters);

  test('no pod goes by count, and idle ones end themselves after ten minutes', () => {
    const group = deployed();
    expect(group.decide(pool({ pods: 4, running: 1 }))).toEqual([4, 'scale-in-disabled']);
    const idle = pool({ now: 10_000, pods: 4, running: 1 });
    const seen = {
      ...idle,
      pods: { ...idle.pods, connectedIdle: 3 },
      listPods: podViews('busy', 600_001, 600_001, 600_000),
    };
    expect(group.decide(seen)).toEqual([2, 'idle-timeout']);
    // They are not gone yet: nobody is told again.
    expect(group.decide({ ...seen, now: 20_000 })).toEqual([2, 'scale-in-disabled']);
  });

  test('idle agents stay where min wants them', () => {
    const idle = pool({ pods: 2, min: 1 });
    const seen = { ...idle, pods: { ...idle.pods, connectedIdle: 2 }, listPods: podViews(700_000, 700_000) };
    expect(deployed().decide(seen)).toEqual([1, 'idle-timeout']);
  });

  test('in elastic mode pods do go by count, but a group that drains waits for those that start', () => {
    const group = deployed({ elasticMode: true });
    expect(group.decide(pool({ pods: 4, running: 1 }))).toEqual([1, 'scale-in']);
    expect(group.decide(pool({ now: 10_000, pods: 1, connected: 0, terminating: 3, queued: 1 }))).toEqual([
      1,
      'wait-for-starting',
    ]);
    expect(group.decide(pool({ now: 20_000, pods: 1 }))).toEqual([1, 'scale-in-cooldown']);
  });
});

test('a restart takes the pods that are there for what the group was told', () => {
  const group = scaler({ scaleOutCooldown: 300_000 });
  group.decide(pool({ now: 10_000, queued: 5 }));
  group.forget();
  expect(group.decide(pool({ now: 20_000, pods: 2, queued: 5, running: 2 }))).toEqual([7, 'scale-out']);
});

test('an error leaves the group as it is, which makes lost pods again by itself', () => {
  const group = scaler();
  group.decide(pool({ queued: 5 }));
  const lost = { now: 10_000, pods: 3, running: 3, queued: 9 };
  expect(group.decide({ ...pool(lost), tasks: { pending: null, running: 3 } })).toEqual([5, 'unavailable']);
  expect(group.decide({ ...pool(lost), podsStale: true })).toEqual([5, 'pods-unknown']);
  expect(group.decide(pool({ ...lost, now: 20_000 }))).toEqual([12, 'scale-out']);
});
