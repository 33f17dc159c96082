import { expect, it } from 'vitest';
import { shardJob } from '../../src/real/shard-manifest.ts';
import { restrictedViolations } from '../support/pod-security.ts';

const PLACE = {
  runId: 'r1',
  namespace: 'space',
  ownsNamespace: false,
  owner: { name: 'r1-shards', uid: 'u-1' },
  configMaps: ['r1-shards', 'r1-part-0000'],
};
const job = shardJob(
  PLACE,
  { index: 3, count: 8, from: 20, turn: 1 },
  { image: 'node:20', cpuMilli: 1500, memoryBytes: 2 ** 30 },
);
const container = job.spec?.template.spec?.containers[0];

it('a shard is a Job of one pod that is never tried again by the cluster and goes with the run', () => {
  expect(job.metadata).toMatchObject({
    name: 'r1-shard-3-1',
    labels: { 'poolproof.dev/run': 'r1', 'poolproof.dev/shard': '3', 'poolproof.dev/turn': '1' },
    ownerReferences: [{ kind: 'ConfigMap', name: 'r1-shards', uid: 'u-1' }],
  });
  expect(job.spec).toMatchObject({
    backoffLimit: 0,
    template: { metadata: { labels: { 'poolproof.dev/run': 'r1' } } },
  });
});

it('a shard has its index in the environment, and three quarters of its memory for its heap', () => {
  expect(container?.env).toContainEqual({ name: 'POOLPROOF_SHARD', value: '3/8' });
  expect(container?.env).toContainEqual({ name: 'POOLPROOF_SHARD_FROM', value: '20' });
  expect(container?.command).toContain('--max-old-space-size=768');
  expect(container?.resources).toEqual({
    requests: { cpu: '1500m', memory: '1073741824' },
    limits: { memory: '1073741824' },
  });
});

it('the pod of a shard keeps the restricted Pod Security Standard', () => {
  expect(restrictedViolations(job.spec?.template ?? {})).toEqual([]);
});
