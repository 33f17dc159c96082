import { describe, expect, test } from 'vitest';
import { buildkiteAgentScaler } from '../../../../src/engine/policies/buildkite/agent-scaler.ts';
import { buildkiteAgentStack } from '../../../../src/engine/policies/buildkite/agent-stack.ts';
import { podViews } from '../../../support/pod-views.ts';
import { held, PolicyAnswers, scaleTo, UNAVAILABLE } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

const ONE_SLOT = { slotsPerPod: 1, max: 100 };

describe('buildkite-agent-stack says', () => {
  const said = (queue: number | null, { inFlight, open = 0 }: { inFlight: number; open?: number }, parameters = {}) =>
    new PolicyAnswers(buildkiteAgentStack, parameters).whole({
      ...ONE_SLOT,
      pods: { count: inFlight },
      slots: { idle: open },
      tasks: { pending: queue },
    });

  test('that the queue does not answer', () => {
    expect(said(null, { inFlight: 3 })).toEqual(held('unavailable', UNAVAILABLE, { pods: 3 }));
  });

  test('why it makes none: no job waits, or those that wait have pods', () => {
    const figures = { openSlots: 2, inFlight: 3, tokens: 22 };
    expect(said(0, { inFlight: 3, open: 2 })).toEqual(
      scaleTo(3, 'no-new-jobs', 'no job waits', { ...figures, queue: 0 }),
    );
    expect(said(2, { inFlight: 3, open: 2 })).toEqual(
      scaleTo(3, 'no-new-jobs', 'the 2 waiting jobs have pods that can take them', { ...figures, queue: 2 }),
    );
  });

  test('how many jobs have no pod', () => {
    const figures = { queue: 5, openSlots: 2, inFlight: 3 };
    const text = '3 jobs have no pod: 3 more';
    expect(said(5, { inFlight: 3, open: 2 })).toEqual(scaleTo(6, 'new-jobs', text, { ...figures, tokens: 22 }));
    expect(said(5, { inFlight: 3, open: 2 }, { maxInFlight: 0 })).toEqual(
      scaleTo(6, 'new-jobs', text, { ...figures, tokens: 'unlimited' }),
    );
  });

  test('how many of them get a token', () => {
    const some = '36 jobs have no pod, 5 of 36 pods get a token: 20 of 25 are in flight';
    expect(said(40, { inFlight: 20, open: 4 })).toEqual(
      scaleTo(25, 'tokens', some, { queue: 40, openSlots: 4, inFlight: 20, tokens: 5 }),
    );
    const none = '40 jobs have no pod, 0 of 40 pods get a token: 25 of 25 are in flight';
    expect(said(40, { inFlight: 25 })).toEqual(
      scaleTo(25, 'no-token', none, { queue: 40, openSlots: 0, inFlight: 25, tokens: 0 }),
    );
  });
});

describe('buildkite-agent-scaler says', () => {
  const PLAIN = { scaleOutCooldown: 0, scaleInCooldown: 0, disableScaleIn: false };
  const scaler = (parameters = {}) => new PolicyAnswers(buildkiteAgentScaler, { ...PLAIN, ...parameters });
  const seen = (pods: SignalChanges['pods'], tasks: SignalChanges['tasks'], more: SignalChanges = {}) => ({
    ...ONE_SLOT,
    pods: { connected: pods?.count ?? 0, ...pods },
    tasks: { pending: 0, ...tasks },
    ...more,
  });
  const once = (...[pods, tasks, more, parameters]: [...Parameters<typeof seen>, object?]) =>
    scaler(parameters).whole(seen(pods, tasks, more));

  test('that the group keeps its count while pods or jobs cannot be asked for', () => {
    const figures = { desired: 4, pods: 4 };
    const lost = 'the list of pods failed: the group keeps its count';
    expect(once({ count: 4 }, {}, { podsStale: true })).toEqual(scaleTo(4, 'pods-unknown', lost, figures));
    expect(once({ count: 4 }, { pending: null })).toEqual(scaleTo(4, 'unavailable', UNAVAILABLE, figures));
  });

  test('what it has seen and what it wants', () => {
    const figures = { queued: 10, running: 2, waiting: 3, availability: 1, wanted: 12, desired: 12, pods: 2 };
    expect(once({ count: 2 }, { pending: 10, running: 2, waiting: 3 })).toEqual(
      scaleTo(12, 'scale-out', '12 pods are wanted: 12', figures),
    );
  });

  test('that max or min made it another number, and nothing where they are what is wanted', () => {
    const limit = (tasks: number, bounds: SignalChanges) =>
      once({ count: 5 }, { pending: tasks }, bounds).reason.limitedBy;
    expect(limit(9, { max: 8 })).toBe('max');
    expect(limit(8, { max: 8 })).toBeNull();
    expect(limit(2, { min: 3 })).toBe('min');
    expect(limit(3, { min: 3 })).toBeNull();
  });

  test('the share of agents connected, of all pods that are there, terminating ones too', () => {
    const share = (pods: SignalChanges['pods'], slotsPerPod: number) =>
      once(pods, { running: 4 }, { slotsPerPod }).reason.figures;
    expect(share({ count: 10, terminating: 2, connected: 4 }, 1)).toMatchObject({ availability: 4 / 12, wanted: 4 });
    expect(share({ count: 2, connected: 1 }, 4)).toMatchObject({ availability: 0.5 });
    expect(once({ count: 0 }, { pending: 1 }).reason.figures.availability).toBe(1);
  });

  test('that none is connected where the group lost all its pods', () => {
    const policy = scaler();
    policy.whole(seen({ count: 4 }, { running: 4 }));
    const figures = { queued: 4, running: 0, waiting: 0, availability: 0, wanted: 4, desired: 4, pods: 0 };
    expect(policy.whole(seen({ count: 0 }, { pending: 4 }))).toEqual(
      scaleTo(4, 'steady', '4 pods are wanted, 4 are there', figures),
    );
  });

  test('its buffer is there for jobs that wait, that run and that wait for others alike', () => {
    const buffered = (tasks: SignalChanges['tasks']) => once({ count: 0 }, tasks, {}, { instanceBuffer: 1 });
    expect(buffered({ pending: 1, waiting: 3 })).toMatchObject({ pods: 2 });
    expect(buffered({ running: 2 })).toMatchObject({ pods: 3 });
    expect(buffered({})).toMatchObject({ pods: 0 });
  });

  /** Four pods at work but for two whose agents are idle for longer than ten minutes. */
  const idle = seen(
    { count: 4, connectedIdle: 2 },
    { running: 4 },
    { listPods: podViews('busy', 700_000, 'busy', 700_000) },
  );

  test('that agents ended themselves, which they do only where nobody else removes them', () => {
    const figures = { queued: 0, running: 4, waiting: 0, availability: 1, wanted: 4, desired: 2, pods: 4 };
    expect(scaler({ disableScaleIn: true }).whole(idle)).toEqual(
      scaleTo(2, 'idle-timeout', '2 agents were idle for more than 600 s and end themselves', figures),
    );
    expect(scaler({ disableScaleIn: false }).whole(idle)).toMatchObject({ pods: 4, reason: { rule: 'steady' } });
    const elastic = { disableScaleIn: true, elasticMode: true };
    expect(scaler(elastic).whole(idle)).toMatchObject({ pods: 4, reason: { rule: 'steady' } });
  });

  test('what it wants rather than who ended, where it wants more', () => {
    const policy = scaler({ disableScaleIn: true, scaleOutCooldown: 300_000 });
    policy.whole(seen({ count: 2 }, { pending: 4 }));
    const busier = { ...idle, now: 10_000, tasks: { pending: 16, running: 4 } };
    expect(policy.whole(busier)).toMatchObject({
      pods: 2,
      reason: { rule: 'scale-out-cooldown', text: '20 pods are wanted, in 290 s', limitedBy: 'cooldown' },
    });
  });
});
