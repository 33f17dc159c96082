import { expect, test } from 'vitest';
import { explainJournal } from '../../src/experiment/explain-journal.ts';
import { runOne } from '../../src/experiment/run-one.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const SCENARIO = `scenario: faults
run: { duration: 10m }
pool: { min: 2, max: 2 }
faults:
  - { name: gone, kind: pod-failure, at: 2m }
  - { name: again, kind: pod-failure, from: 3m, every: 2m, times: 2 }
  - { name: crowded, kind: agent-lost, when: { pods.connected: 2 }, from: 3m, times: 1 }
  - { name: restart, kind: server-restart, at: 4m, down: 30s }
  - { name: slow, kind: slow-start, from: 5m, until: 6m, delay: 5s }
  - { name: brown-out, kind: slow-start, when: { pods.connected: 2 }, from: 5m, for: 1m, delay: 5s, times: 1 }
  - { name: late, kind: late-connect, at: 7m, delay: 5s }
`;

function faultsOf(text: string, questionAt: number) {
  const { document, problems } = loadScenario(text, 'faults.yaml', { set: [] });
  if (document === null) throw new Error(JSON.stringify(problems));
  const compiled = compileScenario(document, { variant: 'default', replication: 0 });
  if ('problems' in compiled) throw new Error('does not compile');
  const lines: string[] = [];
  const run = runOne(compiled.scenario, { fingerprint: false, charts: true, tasks: false }, (line) => lines.push(line));
  const answer = explainJournal(lines.values(), () => ({ at: questionAt, pool: null, task: null, pod: null }));
  if (answer.kind === 'unreadable') throw new Error(answer.why);
  return { bands: run.charts?.faults ?? [], on: answer.explanation.moment?.faults ?? [] };
}

// Nobody tells the end of what happens in one instant, so it went on to the end of the run in reports and in `explain`.
test('a fault that happens in one instant has no length, one that lasts has its own', () => {
  const { bands, on } = faultsOf(SCENARIO, 480_000);
  const lengths = Object.fromEntries(bands.map(({ name, at, until }) => [name, until - at]));
  expect(lengths).toMatchObject({
    gone: 0,
    crowded: 0,
    restart: 30_000,
    slow: 60_000,
    'brown-out': 60_000,
    late: 180_000,
  });
  expect(bands.filter(({ name }) => name.startsWith('again')).map(({ at, until }) => until - at)).toEqual([0, 0]);
  expect(on).toEqual([{ name: 'late', since: 420_000 }]);
});

test('a fault is on while it lasts', () => {
  expect(faultsOf(SCENARIO, 250_000).on).toEqual([{ name: 'restart', since: 240_000 }]);
});
