// The experiments of docs/simulation-practice.md. Seeds are fixed: the same program gives the same figures.
import { readFileSync } from 'node:fs';
import { NOTHING_MORE } from '../dist/experiment/measured-run.js';
import { runOne } from '../dist/experiment/run-one.js';
import { batchMeans } from '../dist/measure/batch-means.js';
import { mser5 } from '../dist/measure/mser.js';
import { pairedDifference } from '../dist/measure/paired-difference.js';
import { quantileInterval } from '../dist/measure/quantile-interval.js';
import { mean, meanInterval, standardDeviation, studentT } from '../dist/measure/statistics.js';
import { rowsOf } from '../dist/measure/task-table.js';
import { compileScenario } from '../dist/scenario/compile.js';
import { loadScenario } from '../dist/scenario/load.js';

/** Values by name, as the page shows them, and what its figures draw. */
export function practice() {
  const parts = [warmUp(), coverage(), precision(), commonRandomNumbers(), quantiles(), censoring(), longRun()];
  return {
    values: Object.assign({}, ...parts.map(({ values }) => values)),
    figures: Object.assign({}, ...parts.map(({ figures }) => figures ?? {})),
  };
}

/** Two servers of 10 s on average. */
const queue = ({ perHour, warmup = '0s', duration, drain = '2h' }) =>
  documentOf(`
scenario: queue
about: An M/M/2 queue.
run: { warmup: ${warmup}, duration: ${duration}, drain: { timeout: ${drain} } }
pool:
  min: 2
  max: 2
  agent: { rule: single }
  pods: { schedule: 0s, start: 0s, connect: 0s, register: 0s, init: 0s, terminate: 0s }
  autoscaler: { policy: pending-plus-running, every: 1h }
workspaces: { count: 1000 }
profiles: { job: { type: plan, plan: { exponential: { mean: 10s } } } }
workload: [{ name: open, arrivals: { poisson: ${perHour}/h }, profile: job }]
`);

function documentOf(text) {
  const { document, problems } = loadScenario(text, 'practice.yaml', { set: [] });
  if (document === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return document;
}

function run(document, { seed, replication = 0, collect = NOTHING_MORE, variant = 'default', policy }) {
  const choice = { variant, replication, seed, ...(policy === undefined ? {} : { policy }) };
  return runOne(compileScenario(document, choice).scenario, collect, null);
}

/** Waits in seconds in the order of submission, with the second in which each was submitted. */
function waitsOf({ tasks, brief }) {
  const rows = tasks.blocks.flatMap((block) => [...rowsOf(tasks, block)]);
  return rows
    .filter(({ submittedAt }) => submittedAt >= brief.warmupMs)
    .sort((a, b) => a.submittedAt - b.submittedAt)
    .map(({ submittedAt, waitMs }) => ({ at: submittedAt / 1000, wait: waitMs / 1000 }));
}

const WITH_TASKS = { ...NOTHING_MORE, tasks: true };
/** M/M/2 of load ρ: an arrival waits with chance C, and then an exponential time of rate (1 − ρ) ÷ 5 s. */
const chanceToWait = (load) => (2 * load * load) / (1 + load);
const trueMean = (load) => (chanceToWait(load) * 5) / (1 - load);
const trueQuantile = (load, p) => (Math.log(chanceToWait(load) / (1 - p)) * 5) / (1 - load);
const seconds = (value) => `${value.toFixed(1)} s`;
const percent = (share) => `${Math.round(100 * share)} %`;

function warmUp() {
  const [runs, binS] = [600, 30];
  const document = queue({ perHour: 576, duration: '2h' });
  const bins = Array.from({ length: 7200 / binS }, () => []);
  for (let replication = 0; replication < runs; replication++) {
    for (const { at, wait } of waitsOf(run(document, { seed: 'warm-up', replication, collect: WITH_TASKS })))
      bins[Math.floor(at / binS)]?.push(wait);
  }
  const curve = bins.map((waits, bin) => ({ minute: (bin * binS) / 60, wait: mean(waits) }));
  const { cut } = mser5(curve.map(({ wait }) => wait));
  const after = (minute) => mean(bins.slice((minute * 60) / binS).flat());
  return {
    values: {
      'warm-up.true': seconds(trueMean(0.8)),
      'warm-up.first': seconds(mean(bins.slice(0, 300 / binS).flat())),
      'warm-up.whole': seconds(after(0)),
      'warm-up.cut': `${(cut * binS) / 60} min`,
      'warm-up.after': seconds(after((cut * binS) / 60)),
    },
    figures: { warmUp: { curve, truth: trueMean(0.8), cut: (cut * binS) / 60 } },
  };
}

function coverage() {
  const document = queue({ perHour: 360, warmup: '400s', duration: '15000s' });
  const truth = trueMean(0.5);
  const intervals = Array.from({ length: 60 }, (_, experiment) => {
    const waits = Array.from(
      { length: 10 },
      (_each, replication) =>
        run(document, { seed: `experiment ${experiment}`, replication }).metrics.overall['wait.mean'] / 1000,
    );
    const { mean: middle, low, high } = meanInterval(waits, 0.95);
    return { experiment, mean: middle, low, high, covers: low <= truth && truth <= high };
  });
  const covered = intervals.filter(({ covers }) => covers).length;
  return {
    values: { 'coverage.true': `${truth.toFixed(2)} s`, 'coverage.covered': String(covered) },
    figures: { coverage: { intervals, truth } },
  };
}

function precision() {
  const document = queue({ perHour: 360, warmup: '400s', duration: '4000s' });
  const waits = Array.from(
    { length: 80 },
    (_, replication) => run(document, { seed: 'precision', replication }).metrics.overall['wait.mean'] / 1000,
  );
  // Means over disjoint groups: a single interval is wide or narrow by luck.
  const of = (n) => {
    const groups = Array.from({ length: waits.length / n }, (_, group) => waits.slice(group * n, (group + 1) * n));
    return `± ${mean(groups.map((group) => meanInterval(group, 0.95).halfWidth)).toFixed(2)} s`;
  };
  return { values: { 'precision.10': of(10), 'precision.40': of(40) } };
}

function commonRandomNumbers() {
  const document = documentOf(readFileSync(new URL('../scenarios/cold-monday-morning.yaml', import.meta.url), 'utf8'));
  const measured = (policy, measure) =>
    Array.from(
      { length: 20 },
      (_, replication) => run(document, { seed: '1', replication, variant: 'cold', policy }).metrics.overall[measure],
    );
  const alike = gain(
    measured('slot-utilization:scaleUpAbove=0.6', 'pods.hours'),
    measured('slot-utilization', 'pods.hours'),
  );
  const unlike = gain(measured('pending-plus-running', 'wait.mean'), measured('pending-only', 'wait.mean'));
  return {
    values: {
      'luck.difference': alike.difference.toFixed(2),
      'luck.paired': `± ${alike.paired.toFixed(2)}`,
      'luck.independent': `± ${alike.independent.toFixed(2)}`,
      'luck.alike': `${Math.round(alike.factor)} times`,
      'luck.unlike': `${unlike.factor.toFixed(1)} times`,
    },
  };
}

/** Half-widths with shared luck and, had each met its own, with variances that add up; and how many times as many runs the latter needs. */
function gain(one, other) {
  const {
    mean: difference,
    low,
    high,
  } = pairedDifference(
    one.map((value, at) => [value, other[at]]),
    0.95,
  );
  const apart = Math.hypot(standardDeviation(one), standardDeviation(other));
  const together = standardDeviation(one.map((value, at) => value - other[at]));
  const independent = (studentT(0.95, 2 * one.length - 2) * apart) / Math.sqrt(one.length);
  return { difference, paired: (high - low) / 2, independent, factor: (apart / together) ** 2 };
}

function quantiles() {
  const document = queue({ perHour: 576, warmup: '30m', duration: '6h' });
  const truth = trueQuantile(0.8, 0.95);
  const runs = Array.from({ length: 200 }, (_, replication) => {
    const waits = waitsOf(run(document, { seed: 'quantiles', replication, collect: WITH_TASKS })).map(
      ({ wait }) => wait,
    );
    const p95 = [...waits].sort((a, b) => a - b)[Math.ceil(0.95 * waits.length) - 1];
    return { p95, interval: quantileInterval(waits, 0.95, 0.95) };
  });
  const covers = ({ low, high }) => low <= truth && truth <= high;
  const groups = Array.from({ length: 20 }, (_, group) =>
    meanInterval(
      runs.slice(group * 10, group * 10 + 10).map(({ p95 }) => p95),
      0.95,
    ),
  );
  return {
    values: {
      'quantile.true': seconds(truth),
      'quantile.within': percent(runs.filter(({ interval }) => covers(interval)).length / runs.length),
      'quantile.across': `${groups.filter(covers).length} of ${groups.length}`,
    },
  };
}

function censoring() {
  // Six tasks for every five that two servers can do.
  const overload = { perHour: 864, duration: '1h' };
  const cut = run(queue({ ...overload, drain: '1s' }), { seed: 'censoring' });
  const whole = run(queue(overload), { seed: 'censoring' });
  const { overall } = cut.metrics;
  return {
    values: {
      'censoring.bound': `≥ ${seconds(overall['wait.mean'] / 1000)}`,
      'censoring.true': seconds(whole.metrics.overall['wait.mean'] / 1000),
      'censoring.count': String(overall['tasks.censored']),
      'censoring.tasks': String(overall['tasks.submitted']),
    },
  };
}

function longRun() {
  const document = queue({ perHour: 576, warmup: '1h', duration: '100h' });
  const waits = waitsOf(run(document, { seed: 'long run', collect: WITH_TASKS })).map(({ wait }) => wait);
  const batches = batchMeans(waits, 0.95);
  const naive = meanInterval(waits, 0.95);
  return {
    values: {
      'batch.tasks': String(waits.length),
      'batch.mean': seconds(naive.mean),
      'batch.naive': `± ${naive.halfWidth.toFixed(1)} s`,
      'batch.halfWidth': `± ${batches.interval.halfWidth.toFixed(1)} s`,
      'batch.count': String(batches.means.length),
      'batch.size': String(batches.size),
      'batch.lag1': batches.lag1.toFixed(2),
      'batch.independent': batches.isIndependent ? 'pass' : 'fail',
    },
  };
}
