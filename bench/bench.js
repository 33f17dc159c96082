// How fast the harness is, how much memory it takes, and how that compares: one table. Every run is a process of its own, measured by
// its processor time; peers take turns with the run they stand beside, so that both meet the same machine in the same state. Ratios
// travel between machines; rates do not. SimPy (python3-simpy3), ns-3 (libns3-dev) and g++ are used where they are installed.
//
// Usage: node bench/bench.js [--quick] [--runs N] [--only TEXT] [--guard SHARE]
//   --quick   less work, one run each, and none of the rows that take minutes
//   --runs    turns of each row (default 3)
//   --only    the rows whose name contains the text
//   --guard   exit with 1 unless every ratio is at least SHARE of what is asked of it in bench/workloads.js; a row where one is less
//             has two more turns, since a processor that others use, too, can be slow for the moment that a turn takes
import { parseArgs } from 'node:util';
import { figure, median, table } from './table.js';
import { mm20Run, workloads } from './workloads.js';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    only: { type: 'string', default: '' },
    guard: { type: 'string' },
  },
});
const turns = Number(options.runs ?? (options.quick ? 1 : 3));
const chosen = workloads(options.quick).filter(({ name }) => name.includes(options.only));

const rows = [];
const low = [];
for (const workload of chosen) {
  const ours = [];
  const theirs = workload.peers.map(() => []);
  const take = (count) => {
    for (let turn = 0; turn < count; turn += 1) {
      ours.push(workload.run());
      workload.peers.forEach((peer, index) => {
        theirs[index].push(peer.run());
      });
    }
  };
  const ratiosTo = (index) => ours.map((run, turn) => rate(run) / rate(theirs[index][turn]));
  const isLow = ({ least }, index) => median(ratiosTo(index)) < Number(options.guard ?? 0) * least;
  take(turns);
  if (workload.peers.some(isLow)) take(2);
  rows.push([workload.name, `${figure(median(ours.map(rate)))} ${workload.unit}/s`, peak(ours), '', '', '']);
  workload.peers.forEach((peer, index) => {
    const ratios = ratiosTo(index);
    const [least, middle, most] = [Math.min(...ratios), median(ratios), Math.max(...ratios)];
    const name = `  beside ${peer.name}`;
    const speed = `${figure(median(theirs[index].map(rate)))} ${workload.unit}/s`;
    rows.push([name, speed, peak(theirs[index]), ...[least, middle, most].map((ratio) => `${ratio.toFixed(2)} ×`)]);
    if (isLow(peer, index)) {
      low.push(`${workload.name} ${name.trim()}: ${middle.toFixed(2)}, and ${peer.least} is asked of it`);
    }
  });
}
console.log(table(['', 'rate', 'peak MiB', 'ratio min', 'median', 'max'], rows));
if (!options.quick && options.only === '') printMemory();

if (options.guard !== undefined) {
  console.log('');
  if (low.length === 0) console.log(`every ratio is at least ${options.guard} of what is asked of it`);
  for (const line of low) console.log(`too low: ${line}`);
  if (low.length > 0) process.exitCode = 1;
}

/** Peak memory against the number of tasks: what is kept of a finished task shows as the slope. */
function printMemory() {
  const counts = [100_000, 1_000_000, 10_000_000];
  const peaks = counts.map((count) => median(Array.from({ length: turns }, () => mm20Run(count).peakBytes)));
  const bits = (8 * (peaks[2] - peaks[0])) / (counts[2] - counts[0]);
  console.log('');
  console.log(
    `M/M/20 of ${counts.map(figure).join(', ')} tasks: peak ${peaks.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(', ')} MiB, ${bits.toFixed(1)} bits per further task`,
  );
}

function rate(run) {
  return run.count / run.seconds;
}

function peak(runs) {
  return runs[0].peakBytes === undefined ? '' : (median(runs.map((run) => run.peakBytes)) / 2 ** 20).toFixed(0);
}
