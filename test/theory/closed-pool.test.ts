import { describe, expect, test } from 'vitest';
import { closedMMc } from '../support/queueing-theory.ts';
import { expectAgreement, interval, measured } from '../support/replicated-queue.ts';

/** In seconds. */
const SYSTEMS = [
  // The server alone could keep up with (60 + 10) ÷ 10 = 7 users; ten make it nearly always busy.
  { title: 'M/M/1//10, saturated', users: 10, meanThink: 60, meanService: 10, servers: 1, seed: '1' },
  { title: 'M/M/1//4, half busy', users: 4, meanThink: 60, meanService: 10, servers: 1, seed: '2' },
  { title: 'M/M/5//25, at its knee', users: 25, meanThink: 40, meanService: 10, servers: 5, seed: '3' },
] as const;

describe.each(SYSTEMS)('users who wait for a pool that is $title', ({ title: _, seed, ...system }) => {
  const theory = closedMMc(system);
  const run = measured({
    servers: system.servers,
    arrivals: `{ closed: { users: ${system.users}, think: { exponential: { mean: ${system.meanThink}s } } } }`,
    service: `{ exponential: { mean: ${system.meanService}s } }`,
    warmup: '1h',
    duration: '10h',
    seed,
  });

  test('have the throughput of theory', () => {
    const perSecond = run('throughput').map((perHour) => perHour / 3600);
    expectAgreement(perSecond, theory.throughput, 0.02);
  });

  test('have the response time of theory', () => {
    expectAgreement(run('turnaround.mean'), theory.meanResponse * 1000, 0.05);
  });

  test('keep the servers as busy as theory says', () => {
    expectAgreement(run('utilization.mean'), theory.utilization, 0.02);
  });

  test('obey the interactive response time law, R = N ÷ X − Z', () => {
    const throughputs = run('throughput').map((perHour) => perHour / 3600);
    const differences = run('turnaround.mean').map(
      (response, at) => response / 1000 - (system.users / (throughputs[at] ?? Number.NaN) - system.meanThink),
    );
    const { mean, halfWidth } = interval(differences);
    expect(Math.abs(mean)).toBeLessThanOrEqual(halfWidth);
    // Tight enough to see an error of a fiftieth of the users' cycle.
    expect(halfWidth).toBeLessThan((system.meanThink + theory.meanResponse) / 50);
  });
});
