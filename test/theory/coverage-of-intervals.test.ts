import { describe, expect, test } from 'vitest';
import { meanInterval } from '../../src/measure/statistics.ts';
import { runQueue } from '../support/queue-pool.ts';
import { meanWaitMMc } from '../support/queueing-theory.ts';

/** The same with a thousand experiments: `npm run coverage:intervals`. */
describe('intervals of the mean wait keep their word', () => {
  test('about 95 of 100 experiments with an M/M/2 pool cover the wait that Erlang’s formula gives', () => {
    const truth = 1000 * meanWaitMMc({ arrivalRate: 0.1, meanService: 10, servers: 2 });
    const covered = Array.from({ length: 100 }, (_, experiment) => {
      const runs = runQueue(
        {
          servers: 2,
          arrivals: '{ poisson: 360/h }',
          service: '{ exponential: { mean: 10s } }',
          warmup: '400s',
          duration: '8000s',
          seed: `experiment-${experiment}`,
        },
        10,
      );
      const { low, high } = meanInterval(
        runs.map((run) => run['wait.mean'] as number),
        0.95,
      );
      return low <= truth && truth <= high;
    }).filter((each) => each).length;
    // Binomial(100, 0.95): fewer than 89 or more than 99 once in a hundred times.
    expect(covered).toBeGreaterThanOrEqual(89);
    expect(covered).toBeLessThanOrEqual(99);
  });
});
