// Runs one scenario end to end in this process and prints one line of JSON about it, with the processor time of the whole process: the
// child of bench.js, so that each measurement has a heap and a compiler of its own.
//
// Usage: node bench/run-scenario.js FILE [path=value …]
import { readFileSync } from 'node:fs';
import { attachedFiles } from '../dist/experiment/attached-files.js';
import { checksOf } from '../dist/experiment/checks.js';
import { NOTHING_MORE } from '../dist/experiment/measured-run.js';
import { runOne } from '../dist/experiment/run-one.js';
import { judge } from '../dist/experiment/verdict.js';
import { compileScenario } from '../dist/scenario/compile.js';
import { loadScenario } from '../dist/scenario/load.js';

const [file, ...settings] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

const { measures, verdict } = run(text);
const { user, system } = process.cpuUsage();

console.log(
  JSON.stringify({
    count: measures['tasks.submitted'],
    seconds: (user + system) / 1e6,
    meanWaitSeconds: measures['wait.mean'] / 1000,
    verdict,
    peakBytes: peakBytes(),
  }),
);

function run(scenarioText) {
  const set = settings.map((setting) => {
    const at = setting.indexOf('=');
    return { path: setting.slice(0, at), value: setting.slice(at + 1), from: `--set ${setting}` };
  });
  const { document, problems } = loadScenario(scenarioText, file, { set, attachments: attachedFiles(file) });
  if (document === null || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const compiled = compileScenario(document, { variant: document.variants[0].name, replication: 0 });
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  const { scenario } = compiled;
  const outcome = runOne(scenario, NOTHING_MORE, null);
  return { measures: outcome.metrics.overall, verdict: judge([outcome], checksOf([outcome], scenario.breaks)).kind };
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
