// How often the 95 % intervals of a mean cover the true one: a thousand experiments of ten replications each on an M/M/2 pool, whose mean
// wait is known (Erlang's formula). `npm run coverage:intervals`; exits with 1 outside 93 to 97 %, which for intervals that keep their word
// happens about once in two hundred times. The seeds are fixed, so that the same program always gives the same figure.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { NOTHING_MORE } from '../dist/experiment/measured-run.js';
import { runOne } from '../dist/experiment/run-one.js';
import { meanInterval } from '../dist/measure/statistics.js';
import { compileScenario } from '../dist/scenario/compile.js';
import { loadScenario } from '../dist/scenario/load.js';

const REPLICATIONS = 10;
/** Two servers, 6 tasks a minute of 10 s each: one erlang, so that one arrival in three waits, and the mean wait is 10 s ÷ 3. */
const TRUE_WAIT_MS = 10_000 / 3;

/** Forty services of warm-up leave nothing of the empty beginning; the drain sees every wait to its end. */
const QUEUE = `
scenario: queue
about: An M/M/2 queue.
run: { warmup: 400s, duration: 15000s, drain: { timeout: 1h } }
pool:
  min: 2
  max: 2
  agent: { rule: single }
  pods: { schedule: 0s, start: 0s, connect: 0s, register: 0s, init: 0s, terminate: 0s }
  autoscaler: { policy: pending-plus-running, every: 1h }
workspaces: { count: 1000 }
profiles: { job: { type: plan, plan: { exponential: { mean: 10s } } } }
workload: [{ name: open, arrivals: { poisson: 360/h }, profile: job }]
`;

if (isMainThread) await main();
else parentPort.postMessage(experimentsFrom(workerData));

async function main() {
  const { values } = parseArgs({ options: { experiments: { type: 'string', default: '1000' } } });
  const experiments = Number(values.experiments);
  const threads = availableParallelism();
  const found = await Promise.all(
    Array.from({ length: threads }, (_, first) => inWorker({ first, step: threads, experiments })),
  );
  const intervals = found.flat();
  const covered = intervals.filter(({ low, high }) => low <= TRUE_WAIT_MS && TRUE_WAIT_MS <= high).length;
  const share = (100 * covered) / experiments;
  const grand = intervals.reduce((sum, { mean }) => sum + mean, 0) / experiments;
  console.log(
    `${covered} of ${experiments} 95 % intervals (${share.toFixed(1)} %) cover the true mean wait of ${(TRUE_WAIT_MS / 1000).toFixed(3)} s; ${REPLICATIONS} replications each, grand mean ${(grand / 1000).toFixed(3)} s`,
  );
  if (share < 93 || share > 97) process.exitCode = 1;
}

function inWorker(share) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once('message', resolve).once('error', reject);
  });
}

function experimentsFrom({ first, step, experiments }) {
  const { document } = loadScenario(QUEUE, 'queue.yaml', { set: [] });
  const intervals = [];
  for (let experiment = first; experiment < experiments; experiment += step) {
    const waits = Array.from({ length: REPLICATIONS }, (_, replication) => {
      const { scenario } = compileScenario(document, {
        variant: 'default',
        replication,
        seed: `experiment ${experiment}`,
      });
      return runOne(scenario, NOTHING_MORE, null).metrics.overall['wait.mean'];
    });
    intervals.push(meanInterval(waits, 0.95));
  }
  return intervals;
}
