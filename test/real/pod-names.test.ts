import { expect, it } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { dnsLabel, podObjectName, poolLabels } from '../../src/real/pod-names.ts';

const DNS_1123 = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

it('names a pod after run, pool and number', () => {
  expect(podObjectName('r1', 'builders', podId(3))).toBe('r1-builders-pod-000003');
});

it('keeps names within 63 characters and the number whole', () => {
  const name = podObjectName('r'.repeat(20), `${'p'.repeat(31)}-${'q'.repeat(31)}`, podId(123456));
  expect(name.length).toBeLessThanOrEqual(63);
  expect(name).toMatch(DNS_1123);
  expect(name.endsWith('-pod-123456')).toBe(true);
});

it.each([
  ['Crème 1', 'creme-1'],
  ['Größe 1', 'gro-e-1'],
  ['--a__b--', 'a-b'],
  ['日本', 'pool'],
  ['x'.repeat(80), 'x'.repeat(63)],
])('makes a label of %j', (name, label) => {
  expect(dnsLabel(name, 'pool')).toBe(label);
});

it.each([
  [['a b', 'a-b', '日本', '中国', 'a_b']],
  // What one is changed to is the name of another.
  [['a', 'a!', 'a-1']],
  [['a-1', 'a', 'a!', 'a?', 'a-2', 'a-3']],
])('gives different pools different labels: %j', (names) => {
  const labels = poolLabels(names);
  expect(new Set(labels).size).toBe(names.length);
  for (const label of labels) expect(label).toMatch(DNS_1123);
});
