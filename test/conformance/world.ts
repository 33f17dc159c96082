import { describe, expect, it } from 'vitest';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { clusterOf } from '../support/clusters.ts';
import type { Arm } from '../support/conformance/arm.ts';
import { Scene } from '../support/conformance/scene.ts';
import type { Wish } from '../support/conformance/scripted-engine.ts';
import { NEEDS, select, type WrittenRun } from '../support/small-runs.ts';

const SECOND = 1000;
const LONG = 600 * SECOND;
const POOL = poolId(0);

/** Pods that stand at time zero, with connected agents. */
const standing = (count: number): NonNullable<WrittenRun['initial']> => ({
  pods: Array.from({ length: count }, (_, pod) => ({ pod: podId(pod), pool: POOL, state: 'connected', ageMs: 0 })),
  tasks: [],
});

/** What every world owes the engine: one body of tests, asked of the simulation and of real clusters alike. */
export function conformance(arm: Arm): void {
  const plays = (
    what: string,
    written: WrittenRun,
    act: (scene: Scene) => Promise<void>,
    first?: readonly Wish[],
  ): void => {
    it(what, () => Scene.play(arm, written, act, first));
  };

  describe('pods', () => {
    plays('come up step by step, and a list shows each as it is', {}, async (scene) => {
      await scene.raise(0);
      await scene.raise(1);
      const tale = scene.tale(0).filter((word, at, all) => word !== all[at - 1]);
      expect(tale).toEqual(['pending', 'running', 'agent.connected', 'agent.registered']);
      expect(scene.truth(0)).toEqual(['pod.up', 'running', 'agent.up']);
      const pods = await scene.list();
      const isUp = { phase: 'running', scheduled: true, terminating: false, registered: true };
      expect(pods).toMatchObject([
        { pod: 0, ...isUp },
        { pod: 1, ...isUp },
      ]);
      for (const { createdAt, runningAt } of pods) {
        expect(runningAt).toBeGreaterThanOrEqual(createdAt);
        expect(runningAt).toBeLessThanOrEqual(scene.now);
      }
    });

    plays('are one, however often the same is asked for', {}, async (scene) => {
      await scene.create(0, 0);
      await scene.hears('agent.registered');
      await scene.create(0);
      await scene.rest(10 * SECOND);
      expect(await scene.list()).toHaveLength(1);
      expect(scene.truth(0)).toEqual(['pod.up', 'running', 'agent.up']);
    });

    const apiError = (verb: 'create' | 'delete' | 'list', status: number): NonNullable<WrittenRun['faults']> => [
      { at: 0, until: 20 * SECOND, effect: { kind: 'api-error', verb, status, rate: 1 } },
    ];
    plays(
      'that the API refuses are certainly not there, in the first instant, too',
      { faults: apiError('create', 503) },
      async (scene) => {
        expect(await scene.hears('pod.createFailed')).toMatchObject({ pod: 0, certain: true });
        expect(await scene.list()).toEqual([]);
        expect(scene.truth(0)).toEqual([]);
      },
      [{ kind: 'pod.create', pool: POOL, pod: podId(0) }],
    );
    plays(
      'that it did not answer for may be there, and can be asked for again',
      { faults: apiError('create', 504) },
      async (scene) => {
        await scene.create(0);
        expect(await scene.hears('pod.createFailed')).toMatchObject({ pod: 0, certain: false });
        await scene.rest(20 * SECOND);
        await scene.raise(0);
        expect(await scene.list()).toHaveLength(1);
      },
    );
    plays(
      'that it does not delete live on',
      { initial: standing(1), faults: apiError('delete', 500) },
      async (scene) => {
        await scene.delete(0);
        expect(await scene.hears('pod.deleteFailed')).toMatchObject({ pod: 0 });
        expect(await scene.list()).toMatchObject([{ phase: 'running', terminating: false }]);
        await scene.rest(20 * SECOND);
        await scene.delete(0);
        await scene.hears('pod.gone');
      },
    );
    plays('cannot be listed while the API refuses that', { faults: apiError('list', 500) }, async (scene) => {
      await scene.ask({ kind: 'pods.list', pool: POOL });
      expect(await scene.hears('pods.listFailed')).toMatchObject({ pool: 0 });
    });

    plays(
      'that are idle go at once when they are deleted, and their agents before them',
      { initial: standing(2) },
      async (scene) => {
        await scene.delete(0);
        await scene.hears('pod.gone', ({ pod }) => pod === 0);
        const tale = scene.tale(0);
        expect(tale.filter((word) => word === 'agent.disconnected')).toHaveLength(1);
        expect(tale.filter((word) => word === 'pod.gone')).toHaveLength(1);
        expect(scene.truth(0)).toContain('terminating');
        expect(scene.truth(0).at(-1)).toBe('pod.down');
        expect((await scene.list()).map(({ pod }) => pod)).toEqual([1]);
        expect(scene.tale(1)).not.toContain('agent.disconnected');
      },
    );

    plays('that are gone, or never were, are told so whoever deletes them', { initial: standing(1) }, async (scene) => {
      await scene.delete(0);
      await scene.hears('pod.gone', ({ pod }) => pod === 0);
      await scene.delete(0);
      await scene.until('to hear it again', () => scene.heard('pod.gone').length === 2);
      await scene.delete(7);
      await scene.hears('pod.gone', ({ pod }) => pod === 7);
      expect(scene.truth(7)).toEqual([]);
    });

    const noNode = { requests: [{ cpuMilli: 9_000_000 }], cluster: clusterOf([{ capacity: { cpuMilli: 1000 } }]) };
    plays('that no node has room for say so, and go without having run', noNode, async (scene) => {
      await scene.create(0);
      const { reason } = await scene.hears('pod.changed', (event) => event.reason !== null);
      expect(reason).toMatch(/^Unschedulable/);
      expect(await scene.list()).toMatchObject([{ phase: 'pending', scheduled: false, runningAt: null }]);
      await scene.delete(0);
      await scene.hears('pod.gone');
      expect(scene.tale(0).filter((word) => word !== 'pending')).toEqual(['pod.gone']);
      const phases = scene.truth(0).filter((word) => word !== 'pod.unschedulable');
      expect(phases).toEqual(['pod.up', 'terminating', 'pod.down']);
    });

    const failing: WrittenRun = {
      initial: standing(1),
      tasks: [{ at: 0, planMs: LONG }],
      faults: [{ at: 15 * SECOND, effect: { kind: 'pod-failure', select: select() } }],
    };
    plays(
      'whose process fails lose their agent and its work, and stay until they are deleted',
      failing,
      async (scene) => {
        const attempt = await scene.start(0, 0);
        await scene.hears('pod.changed', ({ phase }) => phase === 'failed');
        await scene.hears('agent.disconnected');
        await scene.hears('agent.silent');
        await scene.until('the work to be lost', () => scene.truth(0).includes('plan lost'));
        expect(scene.fate(attempt)).toEqual(['task.accepted']);
        expect(await scene.list()).toMatchObject([{ phase: 'failed' }]);
        await scene.delete(0);
        await scene.hears('pod.gone');
      },
    );
  });

  describe('work', () => {
    const change: WrittenRun = {
      initial: standing(1),
      tasks: [{ at: 5 * SECOND, type: 'plan_and_apply', planMs: 20 * SECOND, applyMs: 10 * SECOND }],
    };
    plays(
      'is submitted in its time, taken up, planned and applied, each under its own attempt',
      change,
      async (scene) => {
        const plan = await scene.start(0, 0);
        expect(scene.heard('task.submitted')).toMatchObject([{ task: 0, type: 'plan_and_apply' }]);
        const [{ at: submitted, submittedAt }] = scene.heard('task.submitted') as never as [
          { at: number; submittedAt: number },
        ];
        expect(submittedAt).toBe(5 * SECOND);
        expect(submitted).toBeGreaterThanOrEqual(submittedAt);
        expect(await scene.hears('task.planned')).toMatchObject({ task: 0, attempt: plan, hasChanges: true });
        const apply = await scene.start(0, 0, { phase: 'apply' });
        expect(await scene.hears('task.finished')).toMatchObject({ task: 0, attempt: apply, outcome: 'success' });
        expect(scene.fate(plan)).toEqual(['task.accepted', 'task.planned']);
        expect(scene.fate(apply)).toEqual(['task.accepted', 'success']);
        expect(scene.truth(0).slice(-4)).toEqual(['plan began', 'plan success', 'apply began', 'apply success']);
      },
    );

    plays(
      'takes its time and no less',
      { initial: standing(1), tasks: [{ at: 0, planMs: 20 * SECOND }] },
      async (scene) => {
        const attempt = await scene.start(0, 0);
        const { at: began } = await scene.hears('task.accepted');
        const { at: ended } = await scene.hears('task.finished', (event) => event.attempt === attempt);
        // Real clocks are of whole ms, and a ms is ten of the scenario.
        expect(ended - began).toBeGreaterThan(19 * SECOND);
      },
    );

    const ends: WrittenRun = {
      initial: standing(1),
      tasks: [
        { at: 0, planMs: SECOND, planFails: true },
        { at: 0, planMs: SECOND, type: 'plan_and_apply', nothingToApply: true },
      ],
    };
    plays('ends as the scenario says: failed, or with nothing to apply', ends, async (scene) => {
      const failed = await scene.start(0, 0, { slot: 0 });
      const nothing = await scene.start(1, 0, { slot: 1 });
      expect(await scene.hears('task.finished')).toMatchObject({ attempt: failed, outcome: 'failed' });
      expect(await scene.hears('task.planned')).toMatchObject({ attempt: nothing, hasChanges: false });
    });

    const two: WrittenRun = {
      initial: standing(1),
      tasks: [
        { at: 0, planMs: LONG },
        { at: 0, planMs: LONG },
      ],
    };
    plays('that is cancelled stops, and says so', two, async (scene) => {
      const attempt = await scene.start(0, 0, { slot: 0 });
      const other = await scene.start(1, 0, { slot: 1 });
      await scene.ask({ kind: 'task.cancel', task: taskId(0), pod: podId(0), attempt });
      expect(await scene.hears('task.finished')).toMatchObject({ attempt, outcome: 'cancelled' });
      expect(scene.fate(other)).toEqual(['task.accepted']);
      expect(scene.truth(0).filter((word) => word === 'plan cancelled')).toHaveLength(1);
    });
    plays('that is cancelled before it was taken up is stopped all the same', two, async (scene) => {
      await scene.hears('task.submitted');
      const { attempt, ...send } = scene.sending(0, 0);
      await scene.ask({ ...send, attempt }, { kind: 'task.cancel', task: taskId(0), pod: podId(0), attempt });
      await scene.hears('task.finished');
      expect(scene.fate(attempt)).toEqual(['task.accepted', 'cancelled']);
    });
    plays('that nobody has cannot be cancelled: nothing is heard of it', two, async (scene) => {
      const attempt = await scene.start(0, 0);
      await scene.ask({ kind: 'task.cancel', task: taskId(1), pod: podId(0), attempt: attemptId(9) });
      await scene.ask({ kind: 'task.cancel', task: taskId(0), pod: podId(5), attempt });
      await scene.rest(5 * SECOND);
      expect(scene.heard('task.finished')).toEqual([]);
    });
    plays('that is sent to a slot in use is refused, and what is in it goes on', two, async (scene) => {
      const attempt = await scene.start(0, 0);
      const refused = await scene.send(1, 0);
      expect(await scene.hears('task.sendFailed')).toMatchObject({
        attempt: refused,
        certain: true,
        reason: 'slot-conflict',
      });
      await scene.rest(5 * SECOND);
      expect(scene.fate(attempt)).toEqual(['task.accepted']);
      expect(scene.fate(refused)).toEqual(['task.sendFailed']);
    });
    plays('that is sent to nobody certainly did not arrive', { ...two, initial: standing(2) }, async (scene) => {
      await scene.delete(0);
      await scene.hears('pod.gone');
      const toTheGone = await scene.send(0, 0);
      const toNobody = await scene.send(1, 7);
      for (const attempt of [toTheGone, toNobody]) {
        const failed = await scene.hears('task.sendFailed', (event) => event.attempt === attempt);
        expect(failed).toMatchObject({ certain: true, reason: 'agent-not-connected' });
      }
    });

    const short: WrittenRun = {
      initial: standing(1),
      pods: { terminateMs: 60 * SECOND },
      tasks: [{ at: 0, planMs: 10 * SECOND }],
    };
    plays(
      'on a pod that is deleted goes on to its end if that comes first; then the agent leaves',
      short,
      async (scene) => {
        const attempt = await scene.start(0, 0);
        await scene.delete(0);
        expect(await scene.hears('task.finished')).toMatchObject({ attempt, outcome: 'success' });
        const { at: finished } = await scene.hears('task.finished');
        const { at: left } = await scene.hears('agent.disconnected');
        expect(left - finished).toBeLessThan(20 * SECOND);
        await scene.hears('pod.gone');
        expect(scene.tale(0).filter((word) => word === 'agent.disconnected')).toHaveLength(1);
      },
    );
    const long: WrittenRun = {
      initial: standing(1),
      pods: { terminateMs: 20 * SECOND },
      tasks: [{ at: 0, planMs: LONG }],
    };
    plays('on a pod that is deleted is lost when the pod must go', long, async (scene) => {
      const attempt = await scene.start(0, 0);
      const { at: began } = await scene.hears('task.accepted');
      await scene.delete(0);
      const { at: gone } = await scene.hears('pod.gone');
      expect(gone - began).toBeGreaterThan(15 * SECOND);
      expect(scene.fate(attempt)).toEqual(['task.accepted']);
      expect(scene.truth(0)).toContain('plan lost');
      expect(scene.tale(0).filter((word) => word === 'agent.disconnected')).toHaveLength(1);
    });
    plays('does not begin on a pod that is deleted', { ...two, pods: { terminateMs: 120 * SECOND } }, async (scene) => {
      const attempt = await scene.start(0, 0, { slot: 0 });
      await scene.delete(0);
      await scene.until('the agent to be told', () => scene.truth(0).includes('terminating'));
      // A busy kubelet takes seconds to tell it.
      await scene.rest(50 * SECOND);
      const late = await scene.send(1, 0, { slot: 1 });
      expect(await scene.hears('task.sendFailed')).toMatchObject({ attempt: late, certain: true });
      expect(scene.fate(attempt)).toEqual(['task.accepted']);
    });
  });

  describe('agents', () => {
    plays('that are drained idle end well', { initial: standing(1) }, async (scene) => {
      await scene.hears('agent.connected');
      await scene.ask({ kind: 'agent.drain', pod: podId(0) });
      await scene.hears('pod.changed', ({ phase }) => phase === 'succeeded');
      await scene.hears('agent.disconnected');
      await scene.ask({ kind: 'agent.drain', pod: podId(0) });
      await scene.rest(5 * SECOND);
      expect(scene.tale(0).filter((word) => word === 'succeeded')).toHaveLength(1);
      expect(await scene.list()).toMatchObject([{ phase: 'succeeded' }]);
    });

    const busy: WrittenRun = {
      initial: standing(1),
      tasks: [
        { at: 0, planMs: 20 * SECOND },
        { at: 0, planMs: SECOND },
      ],
    };
    plays('that are drained busy finish, take nothing more, and end', busy, async (scene) => {
      const attempt = await scene.start(0, 0, { slot: 0 });
      await scene.ask({ kind: 'agent.drain', pod: podId(0) });
      await scene.rest(3 * SECOND);
      const refused = await scene.send(1, 0, { slot: 1 });
      expect(await scene.hears('task.sendFailed')).toMatchObject({
        attempt: refused,
        certain: true,
        reason: 'leaving',
      });
      await scene.hears('pod.changed', ({ phase }) => phase === 'succeeded');
      expect(scene.fate(attempt)).toEqual(['task.accepted', 'success']);
    });

    const ephemeral: WrittenRun = {
      pool: { agent: { maxTasks: 1 } },
      initial: standing(1),
      tasks: [{ at: 0, planMs: 10 * SECOND }],
    };
    plays('of one task end well after it, once they are told', ephemeral, async (scene) => {
      const attempt = await scene.start(0, 0);
      await scene.hears('task.finished');
      await scene.ask({ kind: 'agent.drain', pod: podId(0) });
      await scene.hears('pod.changed', ({ phase }) => phase === 'succeeded');
      expect(scene.fate(attempt)).toEqual(['task.accepted', 'success']);
      expect(scene.tale(0).filter((word) => word === 'agent.disconnected')).toHaveLength(1);
    });

    const cut = (reconnectMs: number, planMs: number): WrittenRun => ({
      initial: standing(1),
      tasks: [{ at: 0, planMs }],
      faults: [
        { at: 15 * SECOND, effect: { kind: 'disconnect-agents', select: select(), reconnectMs: () => reconnectMs } },
      ],
    });
    plays(
      'whose socket is cut come back with the work that they have',
      cut(10 * SECOND, 60 * SECOND),
      async (scene) => {
        const attempt = await scene.start(0, 0);
        const { at: cutAt } = await scene.hears('agent.disconnected');
        const back = await scene.hears('agent.connected', ({ at }) => at > cutAt);
        expect(back).toMatchObject({ running: [attempt], finished: [] });
        expect(await scene.hears('task.finished')).toMatchObject({ attempt, outcome: 'success' });
        expect(scene.truth(0).filter((word) => word.startsWith('plan'))).toEqual(['plan began', 'plan success']);
        expect(scene.tale(0).filter((word) => word === 'agent.registered').length).toBeLessThanOrEqual(1);
      },
    );
    plays('bring what they finished meanwhile', cut(40 * SECOND, 30 * SECOND), async (scene) => {
      const attempt = await scene.start(0, 0);
      const { at: cutAt } = await scene.hears('agent.disconnected');
      const back = await scene.hears('agent.connected', ({ at }) => at > cutAt);
      expect(back.running).toEqual([]);
      expect(back.finished).toEqual([{ kind: 'finished', task: 0, attempt, outcome: 'success' }]);
      expect(scene.fate(attempt)).toEqual(['task.accepted']);
    });
    plays(
      'that stay away fall silent, as old as their last beat',
      cut(Number.POSITIVE_INFINITY, LONG),
      async (scene) => {
        await scene.start(0, 0);
        const { at: cutAt, lastBeatAt } = await scene.hears('agent.disconnected');
        const silent = await scene.hears('agent.silent', ({ at }) => at > cutAt);
        expect(silent.lastBeatAt).toBe(lastBeatAt);
        expect(silent.at - lastBeatAt).toBeGreaterThanOrEqual(20 * SECOND);
        expect(scene.truth(0)).not.toContain('plan lost');
      },
    );
    const lost: WrittenRun = {
      initial: standing(1),
      tasks: [{ at: 0, planMs: LONG }],
      faults: [{ at: 15 * SECOND, effect: { kind: 'agent-lost', select: select() } }],
    };
    plays('that are lost take their work with them and leave their pod', lost, async (scene) => {
      const attempt = await scene.start(0, 0);
      await scene.hears('agent.silent');
      expect(scene.fate(attempt)).toEqual(['task.accepted']);
      expect(scene.truth(0).slice(-2).toSorted()).toEqual(['agent.down', 'plan lost']);
      expect(await scene.list()).toMatchObject([{ phase: 'running' }]);
    });
  });

  describe('the server', () => {
    plays('wakes the engine in time, never before, and never while it speaks', {}, async (scene) => {
      const alarms = [
        await scene.alarm(8 * SECOND),
        await scene.alarm(3 * SECOND),
        await scene.alarm(0),
        await scene.alarm(-SECOND),
      ];
      for (const { dueAt, ...timer } of alarms) {
        const due = await scene.hears('timer.due', (event) => event.timer.id === timer.id);
        expect(due.timer).toEqual(timer);
        expect(due.at).toBeGreaterThanOrEqual(dueAt);
      }
      const order = scene.heard('timer.due').map(({ timer }) => timer.id);
      expect(order.indexOf(2)).toBeLessThan(order.indexOf(1));
      expect(order).toHaveLength(4);
    });

    const storeFault: WrittenRun = {
      initial: standing(1),
      faults: [{ at: 0, until: 10 * SECOND, effect: { kind: 'store-query', query: 'pending', mode: 'error' } }],
    };
    plays(
      'starts before it hears of anything, a store that fails from the first instant included',
      storeFault,
      async (scene) => {
        await scene.hears('store.queryRestored');
        expect(scene.events[0]).toEqual({ kind: 'server.started', at: 0 });
        expect(scene.heard('store.queryFailing')).toMatchObject([{ query: 'pending', mode: 'error' }]);
        await scene.hears('agent.connected');
      },
    );

    const restart: WrittenRun = {
      initial: standing(2),
      tasks: [
        { at: 0, planMs: 20 * SECOND },
        { at: 0, planMs: LONG },
        { at: 20 * SECOND, planMs: SECOND },
      ],
      people: [{ at: 21 * SECOND, kind: 'lock', workspace: workspaceId(0), forMs: Number.POSITIVE_INFINITY }],
      faults: [
        { at: 15 * SECOND, effect: { kind: 'server-restart', downMs: 15 * SECOND, reconnectMs: () => 5 * SECOND } },
      ],
    };
    plays(
      'that was down knows its agents, hears people at once and agents when they come back',
      restart,
      async (scene) => {
        const ended = await scene.start(0, 0);
        const lasting = await scene.start(1, 1);
        const early = await scene.alarm(LONG);
        const missed = await scene.alarm(20 * SECOND - scene.now);
        const { at, agents } = await scene.hears('server.restarted');
        // Nobody spoke while it was down.
        expect(scene.events.filter((event) => event.at > 16 * SECOND && event.at < at - SECOND)).toEqual([]);
        expect(agents.map(({ pod }) => pod)).toEqual([0, 1]);
        for (const { lastBeatAt } of agents) expect(lastBeatAt).toBeLessThanOrEqual(16 * SECOND);
        for (const pod of [0, 1]) await scene.hears('agent.connected', (event) => event.pod === pod && event.at > at);
        const [first, second] = [0, 1].map((pod) =>
          scene.heard('agent.connected').findLast((event) => event.pod === pod),
        );
        expect(first).toMatchObject({ running: [], finished: [{ attempt: ended, outcome: 'success' }] });
        expect(second).toMatchObject({ running: [lasting], finished: [] });
        const next = scene.events.slice(scene.events.findIndex(({ kind }) => kind === 'server.restarted') + 1);
        expect(next.slice(0, 2).map(({ kind }) => kind)).toEqual(['task.submitted', 'workspace.locked']);
        expect(next[0]).toMatchObject({ task: 2, submittedAt: 20 * SECOND });
        // What it had wanted before is void: what still comes of it names its old incarnation.
        const fresh = await scene.alarm(SECOND);
        await scene.hears('timer.due', ({ timer }) => timer.id === fresh.id);
        const late = scene
          .heard('timer.due')
          .filter((event) => event.at >= at && [early.id, missed.id].includes(event.timer.id));
        expect(late.map(({ timer }) => timer.epoch)).toEqual(late.map(() => 0));
        expect(fresh.epoch).toBe(1);
      },
    );

    const before: WrittenRun = {
      initial: {
        ...standing(2),
        tasks: [
          {
            task: taskId(0),
            pool: POOL,
            workspace: workspaceId(0),
            type: 'plan',
            state: 'running',
            phase: 'plan',
            pod: podId(1),
            slot: 0,
            attempt: attemptId(1),
            needs: { ...NEEDS, planMs: 20 * SECOND },
          },
        ],
      },
    };
    plays('begins at time zero with what there is: agents, and the work that they have', before, async (scene) => {
      await scene.hears('task.finished');
      expect(scene.events[0]).toEqual({ kind: 'server.started', at: 0 });
      const hellos = scene.heard('agent.connected');
      expect(hellos).toMatchObject([
        { at: 0, pod: 0, running: [] },
        { at: 0, pod: 1, running: [1] },
      ]);
      expect(scene.truth(1).slice(0, 4).toSorted()).toEqual(['agent.up', 'plan began', 'pod.up', 'running']);
      expect(await scene.list()).toHaveLength(2);
      expect(scene.fate(attemptId(1)).at(-1)).toBe('success');
    });
  });
}
