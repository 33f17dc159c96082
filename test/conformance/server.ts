import { describe, expect } from 'vitest';
import { attemptId, podId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { NEEDS, type WrittenRun } from '../support/small-runs.ts';
import { LONG, type Plays, POOL, SECOND, standing } from './plays.ts';

/** The server wakes the engine, restarts and begins at time zero alike in every world. */
export function conformanceOfServer(plays: Plays): void {
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
      // What came before has the time zero, and its order: what is true, then the server, then its agents.
      const first = scene.happenings.slice(
        0,
        scene.happenings.findIndex(({ kind }) => kind === 'agent.connected'),
      );
      expect(first.filter(({ kind }) => kind === 'pod.up')).toHaveLength(2);
      expect(first.filter(({ kind }) => kind === 'server.started')).toHaveLength(1);
      expect(first.findLastIndex(({ kind }) => kind === 'pod.up')).toBeLessThan(
        first.findIndex(({ kind }) => kind === 'server.started'),
      );
      expect(first.map(({ at }) => at)).toEqual(first.map(() => 0));
      for (const { createdAt, runningAt } of await scene.list())
        expect(createdAt === 0 && runningAt === 0, `${createdAt}, ${runningAt}`).toBe(true);
      expect(await scene.list()).toHaveLength(2);
      expect(scene.fate(attemptId(1)).at(-1)).toBe('success');
    });
  });
}
