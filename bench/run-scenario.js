// Runs one scenario end to end in this process and prints one line of JSON about it, with the processor time of the whole process: the
// child of bench.js, so that each measurement has a heap and a compiler of its own.
//
// Usage: node bench/run-scenario.js FILE [path=value …] [--unmeasured]
//   --unmeasured   engine, world and laws alone: no series, measures or expectations
import { readFileSync } from 'node:fs';
import { attachedFiles } from '../dist/experiment/attached-files.js';
import { checksOf } from '../dist/experiment/checks.js';
import { NOTHING_MORE } from '../dist/experiment/measured-run.js';
import { runOne } from '../dist/experiment/run-one.js';
import { judge } from '../dist/experiment/verdict.js';
import { compileScenario } from '../dist/scenario/compile.js';
import { loadScenario } from '../dist/scenario/load.js';
import { simulate } from '../dist/sim/run.js';

const [file, ...others] = process.argv.slice(2);
const settings = others.filter((word) => word !== '--unmeasured');
const isMeasured = settings.length === others.length;

const scenario = compiled(readFileSync(file, 'utf8'));
const result = isMeasured ? measured() : unmeasured();
const { user, system } = process.cpuUsage();

console.log(JSON.stringify({ ...result, seconds: (user + system) / 1e6, peakBytes: peakBytes() }));

function measured() {
  const outcome = runOne(scenario, NOTHING_MORE, null);
  const { overall } = outcome.metrics;
  const verdict = judge([outcome], checksOf([outcome], scenario.breaks)).kind;
  return { count: overall['tasks.submitted'], meanWaitSeconds: overall['wait.mean'] / 1000, verdict };
}

function unmeasured() {
  let count = 0;
  const counter = {
    event({ kind }) {
      if (kind === 'task.submitted') count += 1;
    },
  };
  simulate(scenario, [counter]);
  return { count };
}

function compiled(text) {
  const set = settings.map((setting) => {
    const at = setting.indexOf('=');
    return { path: setting.slice(0, at), value: setting.slice(at + 1), from: `--set ${setting}` };
  });
  const { document, problems } = loadScenario(text, file, { set, attachments: attachedFiles(file) });
  if (document === null || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const made = compileScenario(document, { variant: document.variants[0].name, replication: 0 });
  if ('problems' in made) throw new Error(made.problems.map(({ message }) => message).join('\n'));
  return made.scenario;
}

/** High-water mark of this program alone; resourceUsage counts what the parent held before the exec, too. */
function peakBytes() {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (line !== null) return Number(line[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
