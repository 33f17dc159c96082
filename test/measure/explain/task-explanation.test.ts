import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { taskId } from '../../../src/engine/ids.ts';
import { explainJournal } from '../../../src/experiment/explain-journal.ts';
import { runOne } from '../../../src/experiment/run-one.ts';
import type { TaskExplanation } from '../../../src/measure/explain/task-explanation.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { loadScenario } from '../../../src/scenario/load.ts';

/** One variant's run: its journal, and the longest waits that its report shows. */
function runOf(text: string, file: string, variant: string) {
  const { document } = loadScenario(text, file, { set: [] });
  if (document === null) throw new Error(`${file} does not load`);
  const compiled = compileScenario(document, { variant, replication: 0 });
  if ('problems' in compiled) throw new Error(`${file} does not compile`);
  const lines: string[] = [];
  const run = runOne(compiled.scenario, { fingerprint: false, charts: true, tasks: false }, (line) => lines.push(line));
  return { lines, longest: run.charts?.longestWaits ?? [] };
}

function taskOf(lines: readonly string[], id: number): TaskExplanation {
  const answer = explainJournal(lines.values(), () => ({ at: null, pool: null, task: taskId(id), pod: null }));
  if (answer.kind === 'unreadable' || answer.explanation.task === null) throw new Error('no such task');
  return answer.explanation.task;
}

/**
 * One pod of one slot, there from the start. By hand: ta runs 10 s – 70 s and is applied at once to 100 s; tb of its workspace stands
 * behind it until then and runs 100 s – 160 s; the plan tc finds the slot taken from 20 s on, until 160 s.
 */
const QUEUE = `scenario: queue
about: Two applies of one workspace, and a plan of another.
run: { duration: 10m }
pool: { min: 1, max: 1, agent: { rule: single }, pods: { schedule: 0s, start: 0s, connect: 0s, init: 0s } }
initial: { pods: [{ state: connected, age: 1m }] }
workload:
  - tasks:
      - { id: ta, at: 10s, workspace: ws1, type: plan_and_apply, plan: 60s, confirm: 0s, apply: 30s }
      - { id: tb, at: 15s, workspace: ws1, type: plan_and_apply, plan: 60s, confirm: 0s, apply: 30s }
      - { id: tc, at: 20s, workspace: ws2, type: plan, plan: 10s }
expect: [{ name: all done, at: 9m, that: { tasks.finished: 3 } }]
`;

describe('the explanation of a task', () => {
  const { lines } = runOf(QUEUE, 'queue.yaml', 'default');

  it('of one that never waited has its phases alone', () => {
    const { waits, phases, end } = taskOf(lines, 0);
    expect(waits.filter(({ from, to }) => to > from)).toEqual([]);
    expect(phases.map(({ phase, beganAt, endedAt, outcome }) => [phase, beganAt, endedAt, outcome])).toEqual([
      ['plan', 10_000, 70_000, 'success'],
      ['apply', 70_000, 100_000, 'success'],
    ]);
    expect(end).toEqual({
      at: 100_000,
      state: 'applied',
      cause: expect.toSatisfy((cause) => cause === null || typeof cause === 'string'),
    });
  });

  it('names the task of its own workspace that it stands behind', () => {
    const wait = taskOf(lines, 1).waits[0];
    expect(wait?.spans[0]).toEqual({
      from: 15_000,
      to: 100_000,
      cause: 'own-workspace',
      detail: { kind: 'behind', task: 'ta', workspace: 'ws1' },
    });
    expect(wait?.poolMs).toBe((wait?.to ?? 0) - 100_000);
  });

  it('says what the slots were used for that it could not have', () => {
    const wait = taskOf(lines, 2).waits[0];
    expect(wait?.spans[0]).toMatchObject({
      from: 20_000,
      cause: 'no-slot',
      detail: { kind: 'slots', running: 1, reserved: 0, idle: 0 },
    });
  });
});

/** Planned from 10 s to 20 s and confirmed at 5:20, of which the server learns at 22:00. */
const unheard = (fault: string): string => `scenario: unheard
about: A person confirms a plan while nobody hears it.
run: { duration: 40m }
pool: { min: 1, max: 1, pods: { schedule: 0s, start: 1s, connect: 1s, init: 0s } }
workload:
  - tasks: [{ id: ta, at: 10s, workspace: ws1, type: plan_and_apply, plan: 10s, confirm: 5m, apply: 3m }]
faults: [${fault}]
expect: [{ name: waited, metric: { applyWait.max: '>= 16m' } }]
`;

it.each([
  ['is down', '{ kind: server-restart, at: 2m, down: 20m, reconnect: 1s }', 'server-down', 'none'],
  ['stands still', '{ kind: server-pause, at: 2m, for: 20m }', 'dispatch', 'unheard'],
])('the wait for an apply begins with the word on it, also while the server %s', (_, fault, cause, kind) => {
  const { waits, confirmation } = taskOf(runOf(unheard(fault), 'unheard.yaml', 'default').lines, 0);
  expect(confirmation).toEqual({ from: 20_000, to: 320_000 });
  const wait = waits.find(({ phase }) => phase === 'apply');
  expect(wait?.from).toBe(320_000);
  expect(wait?.spans[0]).toEqual({ from: 320_000, to: 22 * 60_000, cause, detail: { kind } });
  expect(wait?.poolMs).toBe((wait?.to ?? 0) - 320_000);
});

describe('the spans of a wait', () => {
  it.each([
    ['scenarios/reports/515-simultaneous.yaml', 'before'],
    ['scenarios/reports/604-connected-pod-passed-over.yaml', 'before'],
    ['scenarios/reports/capacity-server-restart.yaml', 'before'],
    ['scenarios/one-busy-workspace.yaml', null],
  ])(
    'of %s follow each other without a gap, and are by cause what the longest waits of its report are made of',
    (file, named) => {
      const text = readFileSync(file, 'utf8');
      const variant = named ?? loadScenario(text, file, { set: [] }).document?.variants[0]?.name ?? '';
      const { lines, longest } = runOf(text, file, variant);
      expect(longest.length).toBeGreaterThan(0);
      for (const { task, arrivedAt, waitMs, parts } of longest.slice(0, 3)) {
        const wait = taskOf(lines, task).waits[0];
        if (wait === undefined) throw new Error('it did not wait');
        expect(wait.from).toBe(arrivedAt);
        const ends = [wait.from, ...wait.spans.map(({ to }) => to)];
        expect(wait.spans.map(({ from }) => from)).toEqual(ends.slice(0, -1));
        if (!wait.isCensored) expect(wait.poolMs).toBe(waitMs);
        const sums = new Map<string, number>();
        for (const { cause, from, to } of wait.spans) sums.set(cause, (sums.get(cause) ?? 0) + to - from);
        if (!wait.isCensored)
          expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(parts.map(({ cause, ms }) => [cause, ms])));
      }
    },
  );
});

/**
 * Three plans of ten minutes come into an empty pool of at most one pod of one slot, which is ready 20 s later at the most. So the last waits for a
 * pod first, and from the first regular retry on for the slot, on which only the first of the queue is tried.
 */
const COLD = `scenario: cold
run: { duration: 1h }
pool:
  min: 0
  max: 1
  agent: { rule: single }
  pods: { schedule: 0s, start: 5s, connect: 0s, init: 0s }
  autoscaler: { policy: pending-plus-running, every: 10s }
  dispatch: { monitor: 10s }
workload:
  - tasks:
      - { id: ta, at: 60s, workspace: ws1, type: plan, plan: 10m }
      - { id: tb, at: 60s, workspace: ws2, type: plan, plan: 10m }
      - { id: tc, at: 60s, workspace: ws3, type: plan, plan: 10m }
`;

it('what another task finds holds for all that wait in the pool', () => {
  const { lines, longest } = runOf(COLD, 'cold.yaml', 'default');
  const { spans } = taskOf(lines, 2).waits[0]!;
  expect(spans.map(({ cause }) => cause)).toEqual(['pod-starting', 'no-slot']);
  expect(spans[0]!.to).toBeLessThanOrEqual(80_000);
  const ms = (task: number, cause: string): number =>
    longest.find((wait) => wait.task === task)?.parts.find((part) => part.cause === cause)?.ms ?? 0;
  expect([ms(1, 'pod-starting'), ms(2, 'pod-starting')]).toEqual([spans[0]!.to - 60_000, spans[0]!.to - 60_000]);
  expect(ms(2, 'no-slot')).toBeGreaterThan(19 * 60_000);
});
