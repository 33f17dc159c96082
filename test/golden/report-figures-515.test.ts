import { describe, expect, test } from 'vitest';
import { decisionAt, scaleDecisions } from '../support/scale-decisions.ts';

// The report's log line has four figures: the pods before and after, the active tasks, and what these include.

const FILE = 'reports/515-simultaneous.yaml';

describe('the decisions of report 515 carry the figures of its log line', () => {
  test('two tasks that arrive together are two active tasks, and the pool goes from 1 to 2', () => {
    for (const variant of ['before', 'after']) {
      const { from, to, reason } = decisionAt(scaleDecisions(FILE, variant), 10_000);
      expect([from, to, reason.figures.activeTasks]).toEqual([1, 2, 2]);
    }
  });

  test('with the fix a task that runs is still active, and the pool stays at 2', () => {
    const { from, to, reason } = decisionAt(scaleDecisions(FILE, 'after'), 50_000);
    expect([from, to]).toEqual([2, 2]);
    expect(reason.figures).toMatchObject({ activeTasks: 2, pending: 1, running: 1 });
    expect(reason.text).toMatch(/pending and \d+ running/);
  });

  test('without it the task that runs is forgotten, and the pool goes from 2 to 1', () => {
    const { from, to, reason } = decisionAt(scaleDecisions(FILE, 'before'), 50_000);
    expect([from, to]).toEqual([2, 1]);
    expect(reason.figures).toMatchObject({ activeTasks: 1, pending: 1 });
    expect(reason.text).not.toContain('running');
  });

  test('with more tasks than max the five active tasks are cut to two pods by max', () => {
    const { to, reason } = decisionAt(scaleDecisions('reports/515-max-replicas.yaml', 'after'), 10_000);
    expect([to, reason.figures.activeTasks, reason.limitedBy]).toEqual([2, 5, 'max']);
  });
});
