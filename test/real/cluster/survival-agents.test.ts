import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessKubelet, UNPULLABLE_IMAGE } from '../../support/process-kubelet.ts';
import { SurvivalRun, type SurvivalSettings } from '../../support/survival-run.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const MAY_REPEAT = { mayRepeat: true };

describeWithControlPlane('a whole run survives its agents', ({ admin, api }) => {
  let kubelet: ProcessKubelet;
  const runs: SurvivalRun[] = [];

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: admin, node: 'survival-agents', size: { pods: '20' } });
  });
  afterAll(async () => {
    for (const run of runs) run.remove();
    await kubelet.close();
  });

  const start = async (runId: string, more: Partial<SurvivalSettings> = {}): Promise<SurvivalRun> => {
    const run = await SurvivalRun.start({ access: admin, api, runId, ...more });
    runs.push(run);
    return run;
  };

  describe.concurrent('', () => {
    it('when a pod is deleted by hand: its task runs again elsewhere', async () => {
      const run = await start('hand');
      await run.working(2);
      await api.delete(`/api/v1/namespaces/${run.namespace}/pods/${await run.workingPod()}`, { gracePeriodSeconds: 0 });
      await run.check(MAY_REPEAT);
    });

    it('when an agent is killed', async () => {
      const run = await start('killed');
      await run.working(2);
      kubelet.signal(run.namespace, await run.workingPod(), 'SIGKILL');
      await run.check(MAY_REPEAT);
    });

    it('when an agent is frozen and goes on: what it had is delivered, and nothing runs twice', async () => {
      const run = await start('frozen');
      await run.working(1);
      const pod = await run.workingPod();
      kubelet.signal(run.namespace, pod, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 1000));
      kubelet.signal(run.namespace, pod, 'SIGCONT');
      // A task that was sent into the silence is sent again when nobody has accepted it: its first try must not end as well.
      await run.check(MAY_REPEAT);
    });

    it('when every socket is cut: what runs goes on', async () => {
      const run = await start('cut', {
        more: 'initial: { pods: [{ state: connected }] }\nfaults:\n  - { kind: disconnect-agents, at: 20s, pick: all, reconnect: 10s }\n',
      });
      await run.check();
      expect(run.journal().some((line) => line.includes('"agent.disconnected"'))).toBe(true);
    });

    it('when the control server is restarted: tasks of agents that come back go on, and none runs twice', async () => {
      const run = await start('restart', {
        more: 'initial: { pods: [{ state: connected }] }\nfaults:\n  - { kind: server-restart, at: 20s, down: 10s, reconnect: 5s }\n',
      });
      await run.check();
      expect(run.journal().some((line) => line.includes('"server.restarted"'))).toBe(true);
    });
  });

  it('tells of an image that cannot be pulled, and ends all the same', async () => {
    const run = await start('image', {
      image: UNPULLABLE_IMAGE,
      more: 'variants: { short: { set: { run.drain.timeout: 1m } } }\n',
    });
    const { end, cluster } = await run.finished();
    expect(end.cause).toBe('drain-timeout');
    expect(run.witnessed()).toEqual([]);
    expect(cluster?.notStarted.map(({ reason, ran }) => [reason.split(':', 1)[0], ran])).toEqual(
      expect.arrayContaining([['ImagePullBackOff', 0]]),
    );
  });

  it('tells of pods that no node has room for, and does with those that run', async () => {
    const small = await SmallNode.make();
    try {
      const run = await start('room', { tasks: 8 });
      const { cluster } = await run.check();
      expect(cluster?.notStarted[0]?.reason).toMatch(/^Unschedulable: .*Too many pods/);
    } finally {
      await small.free();
    }
  });

  /** Pods that do nothing take all room of the node but for one. */
  const SmallNode = {
    async make() {
      const space = `/api/v1/namespaces/default/pods`;
      const names = Array.from({ length: 19 }, (_, n) => `filler-${n}`);
      for (const name of names) {
        await api.create(space, {
          metadata: { name },
          spec: {
            nodeName: 'survival-agents',
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'x', image: 'x', command: ['sleep', '600'] }],
          },
        });
      }
      return {
        async free() {
          for (const name of names) await api.delete(`${space}/${name}`, { gracePeriodSeconds: 0 });
        },
      };
    },
  };
});
