import { describe, expect, test } from 'vitest';
import { closedMMc, erlangC, meanWaitMG1, meanWaitMMc, utilization } from '../support/queueing-theory.ts';

describe('the closed forms agree with figures worked out by hand', () => {
  test('with one server the chance to wait is the utilization', () => {
    expect(erlangC({ arrivalRate: 0.7, meanService: 1, servers: 1 })).toBeCloseTo(0.7, 12);
  });

  test('two servers offered one erlang make one arrival in three wait', () => {
    // a = 1, c = 2: (1²/2!)·2/(2−1) ÷ (1 + 1 + 1) = 1/3
    expect(erlangC({ arrivalRate: 1, meanService: 1, servers: 2 })).toBeCloseTo(1 / 3, 12);
  });

  test('three servers offered two erlangs make four arrivals in nine wait, and 8/9 of a customer queue', () => {
    // a = 2, c = 3: (2³/3!)·3/(3−2) ÷ (1 + 2 + 2 + 4) = 4/9; Lq = C·ρ/(1−ρ) = 4/9 · 2 = 8/9
    const queue = { arrivalRate: 2, meanService: 1, servers: 3 };
    expect(erlangC(queue)).toBeCloseTo(4 / 9, 12);
    expect(queue.arrivalRate * meanWaitMMc(queue)).toBeCloseTo(8 / 9, 12);
  });

  test('a single exponential server at 0.9 makes arrivals wait nine service times', () => {
    expect(meanWaitMMc({ arrivalRate: 0.09, meanService: 10, servers: 1 })).toBeCloseTo(90, 9);
  });

  test('Pollaczek–Khinchine is M/M/1 at variation 1, and half of it for constant service', () => {
    const queue = { arrivalRate: 0.08, meanService: 10 };
    const exponential = meanWaitMMc({ ...queue, servers: 1 });
    expect(meanWaitMG1({ ...queue, squaredVariation: 1 })).toBeCloseTo(exponential, 9);
    expect(meanWaitMG1({ ...queue, squaredVariation: 0 })).toBeCloseTo(exponential / 2, 9);
  });

  test('a single user never waits', () => {
    const {
      throughput,
      meanResponse,
      utilization: busy,
    } = closedMMc({
      users: 1,
      meanThink: 6,
      meanService: 2,
      servers: 1,
    });
    expect(throughput).toBeCloseTo(1 / 8, 12);
    expect(meanResponse).toBeCloseTo(2, 12);
    expect(busy).toBeCloseTo(1 / 4, 12);
  });

  test('two users of one server, thinking as long as it serves, keep it busy four fifths of the time', () => {
    // Weights of 0, 1, 2 at the server: 1, 2, 2. Throughput 4/5; response 2 ÷ 0.8 − 1.
    const queue = closedMMc({ users: 2, meanThink: 1, meanService: 1, servers: 1 });
    expect(queue.throughput).toBeCloseTo(0.8, 12);
    expect(queue.meanResponse).toBeCloseTo(1.5, 12);
  });

  test('a server for every user makes nobody wait', () => {
    const queue = closedMMc({ users: 5, meanThink: 7, meanService: 3, servers: 5 });
    expect(queue.meanResponse).toBeCloseTo(3, 12);
    expect(queue.throughput).toBeCloseTo(0.5, 12);
  });

  test('utilization is load per server', () => {
    expect(utilization({ arrivalRate: 1.8, meanService: 10, servers: 20 })).toBeCloseTo(0.9, 12);
  });
});
