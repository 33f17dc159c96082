import { describe, expect } from 'vitest';
import { attemptId, podId, taskId } from '../../src/engine/ids.ts';
import type { WrittenRun } from '../support/small-runs.ts';
import { LONG, type Plays, SECOND, standing } from './plays.ts';

/** Work is sent, taken up, refused, cancelled, ended and lost alike in every world. */
export function conformanceOfWork(plays: Plays): void {
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
}
