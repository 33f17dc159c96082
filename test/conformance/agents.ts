import { describe, expect } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { select, type WrittenRun } from '../support/small-runs.ts';
import { LONG, type Plays, SECOND, standing } from './plays.ts';

/** Agents leave, come back, fall silent and are lost alike in every world. */
export function conformanceOfAgents(plays: Plays): void {
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
      tasks: [
        { at: 0, planMs: 20 * SECOND },
        { at: 0, planMs: SECOND },
      ],
    };
    plays('of one task take no second, and end well after it without being told', ephemeral, async (scene) => {
      const attempt = await scene.start(0, 0);
      const second = await scene.send(1, 0, { slot: 1 });
      expect(await scene.hears('task.sendFailed')).toMatchObject({ attempt: second, certain: true, reason: 'leaving' });
      await scene.hears('pod.changed', ({ phase }) => phase === 'succeeded');
      expect(scene.fate(attempt)).toEqual(['task.accepted', 'success']);
      expect(scene.fate(second)).toEqual(['task.sendFailed']);
      expect(scene.tale(0).filter((word) => word === 'agent.disconnected')).toHaveLength(1);
    });

    const cut = (reconnectMs: number, planMs: number, cutMs = 0): WrittenRun => ({
      initial: standing(1),
      tasks: [{ at: 0, planMs }],
      faults: [
        {
          at: 15 * SECOND,
          until: 15 * SECOND + cutMs,
          effect: { kind: 'disconnect-agents', select: select(), cutMs, reconnectMs: () => reconnectMs },
        },
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
    plays('bring what they finished meanwhile', cut(20 * SECOND, 30 * SECOND, 20 * SECOND), async (scene) => {
      const attempt = await scene.start(0, 0);
      const { at: cutAt } = await scene.hears('agent.disconnected');
      const back = await scene.hears('agent.connected', ({ at }) => at > cutAt);
      // Cut off until 35 s, and back after its own delay from then.
      expect(back.at).toBeGreaterThanOrEqual(55 * SECOND);
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
    const deaf: WrittenRun = {
      initial: standing(1),
      tasks: [{ at: 0, planMs: SECOND }],
      faults: [
        { at: 0, until: LONG, effect: { kind: 'zombie', select: select() } },
        {
          at: 20 * SECOND,
          effect: { kind: 'disconnect-agents', select: select(), cutMs: 0, reconnectMs: () => 5 * SECOND },
        },
      ],
    };
    plays('whose socket is cut before they answer leave it open whether the work came', deaf, async (scene) => {
      await scene.rest(5 * SECOND);
      const attempt = await scene.send(0, 0);
      const failed = await scene.hears('task.sendFailed');
      expect(failed).toMatchObject({ attempt, certain: false, reason: 'connection-lost' });
      const { at: cutAt } = await scene.hears('agent.disconnected');
      expect(failed.at).toBeLessThanOrEqual(cutAt);
      const back = await scene.hears('agent.connected', ({ at }) => at > cutAt);
      expect(back).toMatchObject({ running: [], finished: [] });
      expect(scene.fate(attempt)).toEqual(['task.sendFailed']);
    });
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
}
