import { describe, expect, test } from 'vitest';
import {
  type HcpAgentPoolMemory,
  type HcpAgentPoolParameters,
  hcpAgentPool,
} from '../../../../src/engine/policies/hcp/hcp-agent-pool.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const DEFAULTS = Object.fromEntries(
  hcpAgentPool.parameters.map(({ name, default: value }) => [name, value]),
) as unknown as HcpAgentPoolParameters;

function decide(
  changes: SignalChanges,
  memory: HcpAgentPoolMemory = hcpAgentPool.initialMemory(),
  parameters: Partial<HcpAgentPoolParameters> = {},
): Decision {
  return hcpAgentPool.decide(signals({ slotsPerPod: 1, ...changes }), memory, { ...DEFAULTS, ...parameters }).decision;
}
const seen = (decision: Decision): readonly [number | 'hold', string] => [
  decision.kind === 'hold' ? 'hold' : decision.pods,
  decision.reason.rule,
];
const tasks = (unblocked: number, running = 0) => ({ pending: unblocked, unblocked, running });

describe('hcp-agent-pool, demand', () => {
  test('wants an agent for every plan-only run and every workspace with another one', () => {
    expect(seen(decide({ tasks: tasks(3, 2) }))).toEqual([5, 'required']);
  });

  test('of several workspaces with applies wants one for each, however many are queued behind them', () => {
    const byType = { plan: 0, plan_and_apply: 4, drift_check: 0 };
    const queued = { pending: 12, unblocked: 4, waiting: 8, unblockedByType: byType };
    expect(seen(decide({ tasks: queued }))).toEqual([4, 'required']);
    expect(seen(decide({ tasks: { ...queued, unblocked: 6, pending: 14 } }))).toEqual([6, 'required']);
  });

  test('does not count what waits behind its own workspace, or for a person', () => {
    expect(seen(decide({ tasks: { ...tasks(1), waiting: 6, applyPending: 4 } }))).toEqual([1, 'required']);
  });

  test('counted those that wait for a person before v2.10.0', () => {
    expect(seen(decide({ tasks: { ...tasks(1), applyPending: 4 } }, undefined, { countUnconfirmed: true }))).toEqual([
      5,
      'required',
    ]);
  });

  test('counted the plan-only runs of a workspace as one before v2.11.0', () => {
    const task = (id: number, workspace: number) =>
      ({ task: id, workspace, type: 'plan', unblockedAt: 0, pod: 0, startedAt: 0 }) as never;
    const changes = {
      tasks: tasks(3, 1),
      unblockedTasks: [task(1, 1), task(2, 1), task(3, 2)],
      runningTasks: [task(0, 1)],
    };
    expect(seen(decide(changes, undefined, { planOnly: 'by-workspace' }))).toEqual([2, 'required']);
    expect(seen(decide(changes))).toEqual([4, 'required']);
  });

  test('asks for min first, then for max', () => {
    expect(decide({ min: 2, tasks: tasks(1) })).toMatchObject({ pods: 2, reason: { limitedBy: 'min' } });
    expect(decide({ max: 3, tasks: tasks(7) })).toMatchObject({ pods: 3, reason: { limitedBy: 'max' } });
    // Where min is above max, min wins for little work and max for much.
    expect(seen(decide({ min: 5, max: 3, tasks: tasks(4) }))).toEqual([5, 'required']);
    expect(seen(decide({ min: 5, max: 3, tasks: tasks(6) }))).toEqual([3, 'required']);
  });

  test('a failed query changes nothing', () => {
    const memory = { replicas: 4, lastScalingAt: 0 };
    expect(seen(decide({ tasks: { pending: null, unblocked: null } }, memory))).toEqual([4, 'unavailable']);
  });
});

describe('hcp-agent-pool, cooldown', () => {
  const wishAt = (ms: number, unblocked: number, parameters: Partial<HcpAgentPoolParameters> = {}) =>
    seen(decide({ now: ms, tasks: tasks(unblocked) }, { replicas: 2, lastScalingAt: 0 }, parameters));

  test('the first scaling has none', () => {
    expect(seen(decide({ now: 1000, tasks: tasks(2) }))).toEqual([2, 'required']);
  });

  test('holds both directions for 300 s by whole seconds', () => {
    expect([wishAt(299_999, 5), wishAt(299_999, 0)]).toEqual([
      [2, 'cooldown'],
      [2, 'cooldown'],
    ]);
    expect([wishAt(300_000, 5), wishAt(300_000, 0)]).toEqual([
      [5, 'required'],
      [0, 'required'],
    ]);
  });

  test('the one for shrinking, given alone, holds growth up, too', () => {
    const parameters = { scaleDownCooldown: 600_000 };
    expect([wishAt(599_000, 5, parameters), wishAt(600_000, 5, parameters)]).toEqual([
      [2, 'cooldown'],
      [5, 'required'],
    ]);
  });

  test('the one for growth, given alone, leaves 300 s for shrinking', () => {
    const parameters = { scaleUpCooldown: 30_000 };
    expect([wishAt(30_000, 5, parameters), wishAt(30_000, 0, parameters), wishAt(300_000, 0, parameters)]).toEqual([
      [5, 'required'],
      [2, 'cooldown'],
      [0, 'required'],
    ]);
  });

  test('both given, each has its own direction', () => {
    const parameters = { scaleUpCooldown: 60_000, scaleDownCooldown: 30_000 };
    expect([wishAt(30_000, 5, parameters), wishAt(30_000, 1, parameters)]).toEqual([
      [2, 'cooldown'],
      [1, 'required'],
    ]);
  });

  test('any scaling restarts the one timer', () => {
    const memory: HcpAgentPoolMemory = { replicas: 2, lastScalingAt: 0 };
    decide({ now: 300_000, tasks: tasks(5) }, memory);
    expect(seen(decide({ now: 599_000, tasks: tasks(0) }, memory))).toEqual([5, 'cooldown']);
  });

  test('what equals the replicas is no scaling', () => {
    const memory: HcpAgentPoolMemory = { replicas: 2, lastScalingAt: 0 };
    expect(seen(decide({ now: 400_000, tasks: tasks(2) }, memory))).toEqual([2, 'enough']);
    expect(memory.lastScalingAt).toBe(0);
  });
});

describe('hcp-agent-pool, replicas', () => {
  test('begin with the pods there are and are said every time, so that lost pods come back', () => {
    const memory = hcpAgentPool.initialMemory();
    expect(seen(decide({ pods: { count: 3 }, tasks: tasks(3) }, memory))).toEqual([3, 'enough']);
    expect(seen(decide({ pods: { count: 1 }, tasks: tasks(3) }, memory))).toEqual([3, 'enough']);
  });
});
