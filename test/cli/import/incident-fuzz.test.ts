import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, planSuite } from '../../../src/experiment/plan-suite.ts';
import { incidentOf } from '../../../src/scenario/incident/incident.ts';
import { incidentScenario } from '../../../src/scenario/incident/incident-scenario.ts';
import { readLog } from '../../../src/scenario/incident/read-log.ts';
import { importedIncident } from '../../support/incident.ts';

const pool = fc.constantFrom('pool-1', 'pool-12', 'X', 'eu.west/2', '_p');
const pod = fc.tuple(pool, fc.nat(3)).map(([name, n]) => `agent-${name}-177260070${n}`);
const task = fc.constantFrom('1', '2', '3', 'held-1', '-x', '000', 'a_b');
const small = fc.nat(12);
const figure = fc.oneof({ weight: 9, arbitrary: small }, fc.nat(99_999));
const age = fc.constantFrom('250ms', '1m26s', '3h0m0s', '0s', 'forever');

const message = fc.oneof(
  fc
    .tuple(pool, figure, figure, figure, figure, figure)
    .map(
      ([p, n, total, used, reserved, idle]) =>
        `Pool ${p} status: pods=${n}, slots(total=${total}, used=${used}, reserved=${reserved}, idle=${idle})`,
    ),
  fc
    .tuple(pool, figure, figure, figure)
    .map(
      ([p, n, m, k]) =>
        `Pool ${p} capacity: online_agents=${n}, total_capacity=${m}, running_tasks=${k}, available=${k}`,
    ),
  fc
    .tuple(pool, figure, figure)
    .map(([p, n, m]) => `Auto-scaled pool ${p} from ${n} to ${m} replicas (pending tasks: ${n})`),
  fc.tuple(pool, figure, figure).map(([p, n, m]) => `Pool ${p} cold start: ${n} pending tasks, scaling to ${m} pods`),
  fc.tuple(pool, figure).map(([p, n]) => `Pool ${p} cold start: no pending tasks, scaling to min_replicas=${n}`),
  fc.tuple(pool, figure, figure).map(([p, n, m]) => `Created pod with new config for pool ${p} (now ${n}/${m})`),
  fc
    .tuple(pool, figure)
    .map(([p, n]) => `Scale-up check completed for pool ${p}, no scaling needed (current pods: ${n})`),
  fc
    .tuple(task, fc.constantFrom('plan', 'plan_and_apply', 'drift_check', 'odd'), pod, small)
    .map(([t, type, p, s]) => `Assigned task ${t} (type: ${type}) to pod ${p} slot ${s}`),
  fc.tuple(task, pod, small).map(([t, p, s]) => `Released slot ${s} on pod ${p} (task ${t} completed)`),
  fc.tuple(pod, small).map(([p, s]) => `Released slot ${s} on pod ${p} (no connected agents)`),
  fc
    .tuple(task, pool)
    .map(([t, p]) => `No free slot available for task ${t}: no free slot available in pool ${p}, will retry`),
  task.map((t) => `No connected agents found, task ${t} will retry`),
  fc.tuple(task, fc.constantFrom('ws', 'ws/a', '.hidden')).map(([t, w]) => `Task ${t}: Running on workspace ${w}`),
  fc.tuple(pod, age).map(([p, a]) => `Pod ${p} is new (created ${a} ago), allowing without heartbeat check`),
  pod.map((p) => `Pod ${p} is new but agent not registered yet, skipping`),
  fc.tuple(pod, age).map(([p, a]) => `Pod ${p} is offline (last heartbeat: ${a} ago), skipping`),
  fc
    .tuple(pod, fc.constantFrom('Failed', 'Succeeded'))
    .map(([p, s]) => `Pod ${p} is in ${s} state, will be cleaned up`),
  fc.constantFrom(
    'Error checking pending tasks: x',
    'Warning: failed to check agent capacity: x',
    'Failed to auto-scale pool X: y',
  ),
  fc.string(),
);

const time = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .nat(900)
      .map((s) => `2026/03/04 05:${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')} `),
  },
  fc.constantFrom(
    '',
    '23:59:59 ',
    '00:00:01 ',
    '2026-03-04T05:06:07Z ',
    '1772600767 ',
    '0001/01/01 00:00:00 ',
    '9999/12/31 23:59:59 ',
    'I0304 05:06:07.1 1 x] ',
  ),
);
const line = fc.tuple(time, message).map(([when, what]) => when + what);
const log = fc.array(line, { minLength: 1, maxLength: 40 }).map((lines) => lines.join('\n'));

describe('any mixture of lines', () => {
  it('gives a scenario without problems, or nothing is understood', () => {
    fc.assert(
      fc.property(log, (text) => {
        const reading = readLog(text);
        const understood = [...reading.understood.values()].reduce((sum, count) => sum + count, 0);
        expect(understood + reading.continued + reading.notUnderstood).toBe(reading.lines);
        if (reading.said.length === 0) return;
        const scenario = incidentScenario(incidentOf(reading.said, null), {
          scenario: 'fuzz',
          log: 'f.log',
          breaks: null,
        });
        const { problems } = planSuite([{ file: 'fuzz.yaml', text: scenario }], EVERYTHING);
        expect(problems).toEqual([]);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('gives a scenario that passes as it stands', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (text) => {
        if (readLog(text).said.length > 0) await importedIncident(text);
      }),
      { numRuns: 25, seed: 2 },
    );
  });
});
