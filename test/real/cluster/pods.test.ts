import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { podId, poolId } from '../../../src/engine/ids.ts';
import { ProcessKubelet, UNPULLABLE_IMAGE } from '../../support/process-kubelet.ts';
import { quotaEnforced } from '../../support/quota-enforced.ts';
import { RealPods, type RealPodsSettings } from '../../support/real-pods.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

const [POD, OTHER, THIRD] = [podId(0), podId(1), podId(2)];
const POOL = poolId(0);

describeWithControlPlane('pods on a real API server', ({ api, admin }) => {
  let kubelet: ProcessKubelet;
  const opened: RealPods[] = [];
  let runs = 0;

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: admin, node: 'pods-test' });
  });
  afterEach(async () => {
    for (const run of opened.splice(0)) await run.close();
  });
  afterAll(() => kubelet.close());

  const open = async (settings: Partial<RealPodsSettings> = {}): Promise<RealPods> => {
    runs += 1;
    const run = await RealPods.open({ access: admin, runId: `pods-${runs}`, ...settings });
    opened.push(run);
    return run;
  };

  it('tells a whole life in order: pending, scheduled, running, gone, each once', async () => {
    const run = await open();
    run.pods.create(POD, POOL);
    await run.inPhase(POD, 'running');
    const uid = run.pods.uidOf(POD) ?? '';
    expect(run.pods.nameOf(POD)).toBe(`${run.place.runId}-pool-pod-000000`);
    expect(run.pods.identify(run.pods.nameOf(POD) ?? '', uid)).toBe(POD);
    expect(run.pods.identify(run.pods.nameOf(POD) ?? '', 'another uid')).toBeNull();
    run.pods.delete(POD);
    await run.told('pod.gone');
    // How fast the scheduler is decides whether the first sight is already scheduled.
    expect(run.storyOf(POD).filter((word) => word !== 'pending')).toEqual(['scheduled', 'running', 'gone']);
    expect(run.factsOf(POD)).toEqual(['pod.up', 'running', 'terminating', 'pod.down']);
    expect(run.pods.identify(run.pods.nameOf(POD) ?? '', uid)).toBeNull();
    expect(run.pods.health).toMatchObject({ failures: 0, faults: 0, gaps: 0 });
  });

  it('lists what there is: phase, age, and whether the agent has registered', async () => {
    const run = await open({ pools: ['Größe 1', 'other'] });
    run.pods.create(POD, POOL);
    run.pods.create(OTHER, poolId(1));
    await run.inPhase(POD, 'running');
    run.pods.markRegistered(POD, 'agent-7');
    await run.told('agent.registered');
    run.pods.list(POOL);
    const { pods } = await run.told('pods.listed');
    expect(pods).toHaveLength(1);
    expect(pods[0]).toMatchObject({
      pod: POD,
      phase: 'running',
      scheduled: true,
      registered: true,
      terminating: false,
    });
    expect(pods[0]?.runningAt).toBeGreaterThanOrEqual(pods[0]?.createdAt ?? Number.POSITIVE_INFINITY);
  });

  it('lists a pod that was answered after the list was asked for', async () => {
    const run = await open();
    run.pods.list(POOL);
    run.pods.create(POD, POOL);
    run.pods.list(POOL);
    await until('both lists', () => run.events.filter(({ kind }) => kind === 'pods.listed').length === 2);
    for (const [index, event] of run.events.entries()) {
      if (event.kind !== 'pods.listed') continue;
      const isKnown = run.events.slice(0, index).some(({ kind }) => kind === 'pod.changed');
      expect(event.pods.length >= (isKnown ? 1 : 0)).toBe(true);
    }
  });

  it('takes its own pod that exists already for created', async () => {
    const run = await open();
    run.pods.create(POD, POOL);
    await run.inPhase(POD, 'running');
    run.pods.create(POD, POOL);
    run.pods.list(POOL);
    await run.told('pods.listed');
    expect(run.events.filter(({ kind }) => kind === 'pod.createFailed')).toEqual([]);
  });

  it('is refused certainly where a foreign pod has the name, and leaves that pod alone', async () => {
    const run = await open();
    const name = `${run.place.runId}-pool-pod-000000`;
    const spec = { containers: [{ name: 'x', image: UNPULLABLE_IMAGE }], restartPolicy: 'Never' };
    await api.create(run.path, { metadata: { name, labels: { 'poolproof.dev/run': run.place.runId } }, spec });
    run.pods.create(POD, POOL);
    const failed = await run.told('pod.createFailed');
    expect(failed).toMatchObject({ pod: POD, certain: true });
    expect(failed.reason).toContain('409');
    run.pods.delete(POD);
    await run.told('pod.gone');
    expect((await api.get(`${run.path}/${name}`)).status).toBe(200);
  });

  it('sees a pod that another client deletes', async () => {
    const run = await open();
    run.pods.create(POD, POOL);
    await run.inPhase(POD, 'running');
    await api.delete(run.pathOf(POD), { gracePeriodSeconds: 0 });
    await run.told('pod.gone', ({ pod }) => pod === POD);
    run.pods.list(POOL);
    expect((await run.told('pods.listed')).pods).toEqual([]);
    const gone = (): number => run.events.filter(({ kind }) => kind === 'pod.gone').length;
    expect(gone()).toBe(1);
    // Whoever deletes it now is told so.
    run.pods.delete(POD);
    expect(gone()).toBe(2);
  });

  it('does not delete a foreign pod that has taken the name meanwhile', async () => {
    const run = await open({ watch: { relistEveryMs: 3_600_000 } });
    run.pods.create(POD, POOL);
    await run.inPhase(POD, 'running');
    const path = run.pathOf(POD);
    await api.delete(path, { gracePeriodSeconds: 0 });
    const spec = { containers: [{ name: 'x', image: UNPULLABLE_IMAGE }], restartPolicy: 'Never' };
    await api.create(run.path, { metadata: { name: run.pods.nameOf(POD) }, spec });
    run.pods.delete(POD);
    await run.told('pod.gone');
    expect((await api.get(path)).body.metadata?.deletionTimestamp).toBeUndefined();
  });

  it('tells how a pod ended: by itself, by a signal, by eviction', async () => {
    const run = await open({ manifest: (pod, id) => (id === POD ? ended(pod, 0) : pod) });
    for (const pod of [POD, OTHER, THIRD]) run.pods.create(pod, POOL);
    await run.inPhase(POD, 'succeeded');
    for (const pod of [OTHER, THIRD]) await run.inPhase(pod, 'running');
    kubelet.signal(run.place.namespace, run.pods.nameOf(OTHER) ?? '', 'SIGKILL');
    expect((await run.inPhase(OTHER, 'failed')).reason).toBe('Error: exit code 137');
    kubelet.evict(run.place.namespace, run.pods.nameOf(THIRD) ?? '');
    expect((await run.inPhase(THIRD, 'failed')).reason).toContain('Evicted: The node was low on resource');
    for (const pod of [POD, OTHER, THIRD]) run.pods.delete(pod);
    await until('all to be gone', () => run.events.filter(({ kind }) => kind === 'pod.gone').length === 3);
  });

  it('says why a pod does not start: no node fits, the image cannot be pulled', async () => {
    const run = await open({
      manifest: (pod, id) => {
        const container = pod.spec!.containers[0]!;
        const changed =
          id === POD
            ? { ...container, resources: { requests: { cpu: '1000' } } }
            : { ...container, image: UNPULLABLE_IMAGE };
        return { ...pod, spec: { ...pod.spec!, containers: [changed] } };
      },
    });
    run.pods.create(POD, POOL);
    run.pods.create(OTHER, POOL);
    const told = (pod: number, word: string): Promise<unknown> =>
      run.told('pod.changed', (event) => event.pod === pod && event.reason?.startsWith(`${word}: `) === true);
    await told(POD, 'Unschedulable');
    await told(OTHER, 'ErrImagePull');
    await told(OTHER, 'ImagePullBackOff');
    expect(run.pods.living().map(({ reason }) => reason?.split(':')[0])).toEqual(['Unschedulable', 'ImagePullBackOff']);
    // Nobody runs the first: it goes at once.
    run.pods.delete(POD);
    await run.told('pod.gone', ({ pod }) => pod === POD);
  });

  it('tells a create over the quota as certainly failed, with the quota as reason', async () => {
    const run = await open({ quotaPods: 1 });
    await quotaEnforced(api, run.place.namespace, `${run.place.runId}-quota`);
    run.pods.create(POD, POOL);
    await run.told('pod.changed', ({ pod }) => pod === POD);
    run.pods.create(OTHER, POOL);
    expect(await run.told('pod.createFailed')).toMatchObject({
      pod: OTHER,
      certain: true,
      reason: expect.stringMatching(/^HTTP 403 Forbidden: .*exceeded quota: .*requested: pods=1, used: pods=1/),
    });
  });

  it('tells a create in a namespace that is being deleted as certainly failed', async () => {
    const run = await open();
    run.pods.create(POD, POOL);
    await run.inPhase(POD, 'running');
    await api.delete(`/api/v1/namespaces/${run.place.namespace}`);
    run.pods.create(OTHER, POOL);
    expect(await run.told('pod.createFailed')).toMatchObject({
      pod: OTHER,
      certain: true,
      reason: expect.stringContaining('being terminated'),
    });
  });

  it('creates and deletes forty pods at once, each told once', async () => {
    const run = await open({
      kubernetes: { rate: { perSecond: 100, burst: 100 } },
      manifest: (pod) => ({ ...pod, spec: { ...pod.spec!, nodeSelector: { none: 'such' } } }),
    });
    const ids = Array.from({ length: 40 }, (_, n) => podId(n));
    for (const id of ids) run.pods.create(id, POOL);
    await until('all to be seen', () => ids.every((id) => run.pods.uidOf(id) !== null));
    for (const id of ids) run.pods.delete(id);
    await until('all to be gone', () => ids.every((id) => run.storyOf(id).includes('gone')));
    for (const id of ids) {
      // Once more with the scheduler's reason, if it comes before the delete.
      expect([...new Set(run.storyOf(id))]).toEqual(['pending', 'gone']);
      expect(run.storyOf(id).filter((word) => word === 'gone')).toHaveLength(1);
      expect(run.factsOf(id).filter((word) => word !== 'terminating')).toEqual(['pod.up', 'pod.down']);
    }
  });
});

/** The pod with a program that ends at once. */
function ended<T extends { spec?: { containers: object[] } }>(pod: T, code: number): T {
  const command = ['node', '-e', `process.exit(${code})`];
  return { ...pod, spec: { ...pod.spec, containers: [{ ...pod.spec?.containers[0], command }] } };
}
