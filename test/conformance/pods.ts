import { describe, expect } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { clusterOf } from '../support/clusters.ts';
import { select, type WrittenRun } from '../support/small-runs.ts';
import { LONG, type Plays, POOL, SECOND, standing } from './plays.ts';

/** Pods come up, are listed, refused, deleted and lost alike in every world. */
export function conformanceOfPods(plays: Plays): void {
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

    const drained: WrittenRun = {
      initial: standing(1),
      cluster: clusterOf([{}], { standing: [0] }),
      faults: [
        {
          at: 15 * SECOND,
          until: 90 * SECOND,
          effect: { kind: 'node-drain', nodes: { pick: 'all', count: Number.POSITIVE_INFINITY, node: null } },
        },
      ],
    };
    plays('of a node that is drained go, and new ones wait until it takes pods again', drained, async (scene) => {
      await scene.hears('pod.gone', ({ pod }) => pod === 0);
      await scene.create(1);
      const { reason } = await scene.hears('pod.changed', ({ pod, reason: why }) => pod === 1 && why !== null);
      expect(reason).toMatch(/^Unschedulable/);
      await scene.hears('agent.registered', ({ pod }) => pod === 1);
      const begun = scene.engine.words.filter((word) => 'fact' in word && word.fact.kind.startsWith('fault.'));
      expect(begun.map((word) => ('fact' in word ? word.fact.kind : ''))).toEqual(['fault.began', 'fault.ended']);
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
}
