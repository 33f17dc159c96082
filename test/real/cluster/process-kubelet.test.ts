import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeObject } from '../../support/kube-api.ts';
import { ProcessKubelet, UNPULLABLE_IMAGE } from '../../support/process-kubelet.ts';
import { until } from '../../support/until.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

describeWithControlPlane('the process kubelet', ({ api, admin, namespace }) => {
  let kubelet: ProcessKubelet;
  let pods: string;

  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: admin, node: 'kubelet-test', size: { cpu: '4' } });
    pods = `/api/v1/namespaces/${await namespace('kubelet-test')}/pods`;
  });
  afterAll(() => kubelet.close());

  /** A pod whose container runs this shell line. */
  const pod = (name: string, line: string, container: object = {}, spec: object = {}): Promise<unknown> =>
    api.create(pods, {
      metadata: { name, labels: { colour: 'blue' } },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'agent', image: 'any', command: ['/bin/sh', '-c', line], ...container }],
        ...spec,
      },
    });
  const get = async (name: string): Promise<KubeObject> => (await api.get(`${pods}/${name}`)).body;
  const inPhase = (name: string, phase: string): Promise<KubeObject> =>
    until(`${name} to be ${phase}`, async () => {
      const seen = await get(name);
      return seen.status?.phase === phase && seen;
    });
  const stateOf = (seen: KubeObject): Record<string, Record<string, unknown>> =>
    (seen.status as { containerStatuses: { state: Record<string, Record<string, unknown>> }[] }).containerStatuses[0]!
      .state;

  it('runs a bound pod as a process; exit code 0 is Succeeded, another one Failed', async () => {
    await pod('good', 'exit 0');
    await pod('bad', 'exit 7');
    await inPhase('good', 'Succeeded');
    expect(stateOf(await inPhase('bad', 'Failed')).terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
  });

  it('gives the process its environment, the downward API, Secrets and ConfigMaps at their mount paths', async () => {
    const folder = pods.replace('/pods', '');
    await api.create(`${folder}/secrets`, { metadata: { name: 'token' }, stringData: { token: 's3cret' } });
    await api.create(`${folder}/configmaps`, {
      metadata: { name: 'program' },
      data: { 'main.sh': 'echo "program ran"' },
    });
    const field = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    await pod(
      'env',
      'echo "$POD_NAME $COLOUR $POD_UID"; cat "$TOKEN_FILE"; echo; . /app/main.sh; id -u; touch /tmp/own/mark && echo writable',
      {
        env: [
          field('POD_NAME', 'metadata.name'),
          field('POD_UID', 'metadata.uid'),
          field('COLOUR', "metadata.labels['colour']"),
          { name: 'TOKEN_FILE', value: '/var/run/token/token' },
        ],
        volumeMounts: [
          { name: 'token', mountPath: '/var/run/token' },
          { name: 'program', mountPath: '/app' },
          { name: 'scratch', mountPath: '/tmp/own' },
        ],
      },
      {
        securityContext: { runAsUser: 1234 },
        volumes: [
          { name: 'token', secret: { secretName: 'token', defaultMode: 0o400 } },
          { name: 'program', configMap: { name: 'program' } },
          { name: 'scratch', emptyDir: {} },
        ],
      },
    );
    const seen = await inPhase('env', 'Succeeded');
    const user = process.getuid?.() === 0 ? 1234 : process.getuid?.();
    expect(kubelet.log('kubelet-test', 'env')).toBe(
      `env blue ${seen.metadata?.uid}\ns3cret\nprogram ran\n${user}\nwritable\n`,
    );
  });

  it('ends a deleted pod by SIGTERM, and by SIGKILL after its grace', async () => {
    await pod('polite', 'trap "exit 0" TERM; while :; do sleep 0.05; done');
    await pod('stubborn', 'trap "" TERM; while :; do sleep 0.05; done');
    for (const name of ['polite', 'stubborn']) {
      await inPhase(name, 'Running');
      await api.delete(`${pods}/${name}`);
    }
    await until('both to be gone', async () => {
      const { body } = await api.get(pods);
      const names = (body.items ?? []).map((item) => item.metadata?.name);
      return !names.includes('polite') && !names.includes('stubborn');
    });
  });

  it('leaves a pod pending whose image cannot be pulled, or whose Secret does not exist', async () => {
    await pod('no-image', 'exit 0', { image: `${UNPULLABLE_IMAGE}:1` });
    await pod('no-secret', 'exit 0', {}, { volumes: [{ name: 'absent', secret: { secretName: 'absent' } }] });
    const waits = (name: string, reason: string): Promise<unknown> =>
      until(`${name} to wait with ${reason}`, async () => {
        const seen = await get(name);
        return seen.status?.containerStatuses !== undefined && stateOf(seen).waiting?.reason === reason;
      });
    await waits('no-image', 'ImagePullBackOff');
    await waits('no-secret', 'CreateContainerConfigError');
    expect((await get('no-image')).status?.phase).toBe('Pending');
  });

  it('evicts a pod: it fails with reason Evicted and its object stays', async () => {
    await pod('evicted', 'sleep 60');
    await inPhase('evicted', 'Running');
    kubelet.evict('kubelet-test', 'evicted');
    expect((await inPhase('evicted', 'Failed')).status).toMatchObject({ reason: 'Evicted' });
  });

  it('has a node of the size that it was given: a pod too big for it is unschedulable', async () => {
    await pod('too-big', 'exit 0', { resources: { requests: { cpu: '5' } } });
    const seen = await until('the scheduler to give up', async () => {
      const conditions = (await get('too-big')).status?.conditions as { type: string; reason?: string }[] | undefined;
      return conditions?.find(({ type }) => type === 'PodScheduled');
    });
    expect(seen).toMatchObject({ reason: 'Unschedulable' });
  });

  it('renews the lease of its node', async () => {
    await until('the lease', async () => {
      const { status } = await api.get('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/kubelet-test');
      return status === 200;
    });
  });
});
