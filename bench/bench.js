// How fast the harness is, and how much memory it takes, end to end: scenario text → compile → simulate → metrics → verdict.
// Runs alternate with SimPy's bare M/M/20 where SimPy is installed, so that both meet the same machine in the same state.
// Ratios travel between machines; tasks per second do not.
//
// Usage: node bench/bench.js [--quick] [--runs N] [--guard RATIO]
//   --quick   a tenth of the tasks and one run each
//   --runs    alternating runs of each kind (default 5)
//   --guard   exit with 1 unless the median speed relative to SimPy, and the speed of the long run relative to the short
//             one, are at least RATIO
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const HERE = import.meta.dirname;
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, runs: { type: 'string' }, guard: { type: 'string' } },
});
const runs = Number(options.runs ?? (options.quick ? 1 : 5));
const scale = options.quick ? 0.1 : 1;
const python = findPython();

const TASKS_PER_SECOND = 1.8;
const longTasks = 1_000_000 * scale;
const shortTasks = 100_000 * scale;

const mm20 = (tasks) => poolproof('mm20.yaml', `run.duration=${Math.round(tasks / TASKS_PER_SECOND)}s`);
const busyDay = () => poolproof('busy-day.yaml', ...(options.quick ? ['workload.0.arrivals.poisson=417/h'] : []));
// Three days bring a tenth of the tasks that the scenario expects of thirty.
const month = () => poolproof('busy-month.yaml', ...(options.quick ? ['run.duration=3d', 'expect=[]'] : []));
const simpy = () => measured(python, [join(HERE, 'mm20.py'), String(longTasks), '1']);

const results = { long: [], simpy: [], short: [], day: [], month: [] };
for (let run = 0; run < runs; run += 1) {
  results.long.push(mm20(longTasks));
  if (python !== null) results.simpy.push(simpy());
  results.short.push(mm20(shortTasks));
  results.day.push(busyDay());
  results.month.push(month());
}
const ratios = results.simpy.map((bare, index) => speed(results.long[index]) / speed(bare));

const rows = [
  row('M/M/20, whole harness', results.long),
  row('M/M/20, a tenth of the tasks', results.short),
  row('busy day, plan_and_apply with faults', results.day),
  row('busy month by the hours of the week', results.month),
];
if (python !== null) rows.push(row('M/M/20, bare SimPy Resource', results.simpy));
print(['workload', 'tasks', 'tasks/s min', 'median', 'max', 'peak MiB'], rows);

console.log('');
console.log(
  python === null
    ? 'SimPy is not installed for python3: no ratio.'
    : `speed relative to bare SimPy (${runs} alternating runs): min ${min(ratios).toFixed(2)}, median ${median(ratios).toFixed(2)}, max ${max(ratios).toFixed(2)}`,
);
if (!options.quick) {
  // With fewer tasks than this the difference is the heap's mood, not the harness's.
  const bytesPerTask = (medianPeak(results.long) - medianPeak(results.short)) / (longTasks - shortTasks);
  console.log(`memory per further task (${count(shortTasks)} → ${count(longTasks)}): ${bytesPerTask.toFixed(1)} bytes`);
}
const steadiness = median(results.long.map(speed)) / median(results.short.map(speed));
console.log(`speed of the long run relative to the short one: ${steadiness.toFixed(2)}`);

if (options.guard !== undefined) {
  const least = Number(options.guard);
  const slow = [...(ratios.length > 0 ? [median(ratios)] : []), steadiness].some((ratio) => ratio < least);
  console.log(slow ? `a ratio is below the guard of ${least}` : `all ratios are at least ${least}`);
  if (slow) process.exitCode = 1;
}

function poolproof(file, ...settings) {
  return measured(process.execPath, [join(HERE, 'run-scenario.js'), join(HERE, 'scenarios', file), ...settings]);
}

function measured(command, args) {
  const child = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${child.status ?? child.signal}`);
  const result = JSON.parse(child.stdout);
  if (result.verdict === 'failed') throw new Error(`${args.join(' ')}: the scenario did not pass`);
  return result;
}

/** The distribution's own Python first: its package of SimPy does not show in another one. */
function findPython() {
  const candidates = ['/usr/bin/python3', 'python3'].filter((name) => !name.startsWith('/') || existsSync(name));
  return candidates.find((name) => spawnSync(name, ['-c', 'import simpy'], { stdio: 'ignore' }).status === 0) ?? null;
}

function row(name, measurements) {
  const speeds = measurements.map(speed);
  return [
    name,
    count(median(measurements.map((run) => run.tasks))),
    count(min(speeds)),
    count(median(speeds)),
    count(max(speeds)),
    (medianPeak(measurements) / 2 ** 20).toFixed(0),
  ];
}

function print(head, body) {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((cells) => cells[column].length)));
  const line = (cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  console.log([line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n'));
}

function speed(run) {
  return run.tasks / run.seconds;
}

function medianPeak(measurements) {
  return median(measurements.map((run) => run.peakBytes));
}

function count(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function min(values) {
  return Math.min(...values);
}

function max(values) {
  return Math.max(...values);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
