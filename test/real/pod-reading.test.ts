import type { V1Pod, V1PodStatus } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { readPod } from '../../src/real/pod-reading.ts';

const reason = (status: V1PodStatus): string | null => readPod({ status }).reason;
const waiting = (word: string, message?: string): V1PodStatus => ({
  phase: 'Pending',
  containerStatuses: [
    {
      name: 'agent',
      image: 'i',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { waiting: { reason: word, ...(message === undefined ? {} : { message }) } },
    },
  ],
});

it('reads phase, node, deletion and registration', () => {
  const pod: V1Pod = {
    metadata: { annotations: { 'poolproof.dev/agent': 'a1' }, deletionTimestamp: new Date(0) },
    spec: { nodeName: 'node-1', containers: [] },
    status: { phase: 'Running' },
  };
  expect(readPod(pod)).toMatchObject({ phase: 'running', scheduled: true, terminating: true, registered: true });
  expect(readPod({})).toMatchObject({ phase: 'pending', scheduled: false, terminating: false, registered: false });
});

it('takes a pod of a lost node (Unknown) for what it was: running', () => {
  expect(readPod({ status: { phase: 'Unknown' } }).phase).toBe('running');
});

it.each(['ErrImagePull', 'ImagePullBackOff', 'CrashLoopBackOff', 'CreateContainerConfigError', 'ErrImageNeverPull'])(
  'says that a pod waits with %s',
  (word) => {
    expect(reason(waiting(word, 'because'))).toBe(`${word}: because`);
    expect(reason(waiting(word))).toBe(word);
  },
);

it('has no reason for what every pod goes through', () => {
  expect(reason(waiting('ContainerCreating'))).toBeNull();
  expect(reason(waiting('PodInitializing'))).toBeNull();
  expect(reason({ phase: 'Running' })).toBeNull();
});

it('says why no node takes a pod', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }];
  expect(reason({ phase: 'Pending', conditions })).toBe('Unschedulable: 0/3 nodes');
});

it('says how a pod ended: evicted, killed for its memory, with an exit code', () => {
  const terminated = (word: string, exitCode: number): V1PodStatus => ({
    phase: 'Failed',
    containerStatuses: [
      {
        name: 'agent',
        image: 'i',
        imageID: '',
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode, reason: word } },
      },
    ],
  });
  expect(reason({ phase: 'Failed', reason: 'Evicted', message: 'low on memory ' })).toBe('Evicted: low on memory');
  expect(reason(terminated('OOMKilled', 137))).toBe('OOMKilled: exit code 137');
  expect(reason(terminated('Error', 7))).toBe('Error: exit code 7');
  expect(reason(terminated('Completed', 0))).toBeNull();
});
