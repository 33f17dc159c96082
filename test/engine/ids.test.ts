import { expect, test } from 'vitest';
import { nodeId, nodeName, podId, podName, taskId, taskName } from '../../src/engine/ids.ts';

// Journals are sorted and compared as text: names of one kind are of one length.
test('names sort as their numbers do', () => {
  expect(taskName(taskId(17))).toBe('task-000017');
  expect(podName(podId(3))).toBe('pod-000003');
  expect(nodeName(nodeId(123_456))).toBe('node-123456');
  expect([9, 10, 100].map((n) => podName(podId(n))).toSorted()).toEqual(['pod-000009', 'pod-000010', 'pod-000100']);
});
