// Compares all policies on the shipped days and writes docs/policies/days.md and what the README says of it: `npm run days` (some minutes; the
// figures themselves go to docs/policies/days.json). With `-- --day NAME --policies a,b` it compares those alone and prints their rows as JSON.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { daysText } from './days-table.js';

const ROOT = new URL('..', import.meta.url);
const DATA = new URL('docs/policies/days.json', ROOT);
const PAGE = new URL('docs/policies/days.md', ROOT);
const README = new URL('README.md', ROOT);
const REPLICATIONS = 10;

const { values } = parseArgs({
  options: { day: { type: 'string' }, policies: { type: 'string' }, table: { type: 'boolean' } },
});

if (values.day !== undefined) {
  console.log(JSON.stringify(await compared(values.day, values.policies ?? 'all')));
} else {
  const days = values.table ? JSON.parse(readFileSync(DATA, 'utf8')) : await compareAll();
  if (!values.table) writeFileSync(DATA, `${JSON.stringify(days, null, 1)}\n`);
  const { summary, page } = daysText(days);
  writeFileSync(PAGE, page);
  const readme = readFileSync(README, 'utf8');
  const [before, after] = [/^[\s\S]*<!-- days -->\n/, /<!-- \/days -->[\s\S]*$/].map((part) => readme.match(part)?.[0]);
  if (before === undefined || after === undefined)
    throw new Error('README.md has no place for it: <!-- days --> … <!-- /days -->');
  writeFileSync(README, `${before}${summary}\n${after}`);
}

async function compareAll() {
  const days = [];
  for (const file of readdirSync(new URL('scenarios/', ROOT)).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const text = readFileSync(new URL(`scenarios/${file}`, ROOT), 'utf8');
    if (!/^labels: \[day\b/m.test(text) || /^ {2}- trace:/m.test(text)) continue;
    const day = file.replace(/\.yaml$/, '');
    console.error(day);
    days.push(await compared(day, 'all'));
  }
  return days;
}

/** The first variant of a day under each policy: p95 wait (s), pod-hours and distance to the bound, each with half its 95 % interval. */
async function compared(day, policies) {
  const file = `scenarios/${day}.yaml`;
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  const variant = text.match(/^variants:\n(?:\s*#.*\n)*\s*([\w-]+):/m)?.[1];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      'dist/cli/main.js',
      'compare',
      file,
      '--policies',
      policies,
      '--replications',
      String(REPLICATIONS),
      '--cost',
      'pods.hours',
      '--json',
      ...(variant === undefined ? [] : ['--variant', variant]),
    ],
    { cwd: fileURLToPath(ROOT), maxBuffer: 2 ** 28 },
  );
  const [comparison] = JSON.parse(stdout).comparisons;
  const rows = comparison.policies
    // The scenario's own policy stands for the one of its name; pools of different ones have none.
    .filter(
      ({ isOwn, label }, _, all) =>
        !isOwn || (label !== 'own' && all.filter((other) => other.label === label).length === 1),
    )
    .map(({ label, measures, bound, censored }) => ({
      policy: label,
      wait: figures(measures['wait.p95'], 1000),
      podHours: figures(measures['pods.hours'], 1),
      ratio:
        bound === null
          ? null
          : { mean: round(bound.ratio), halfWidth: round(bound.ratioHalfWidth), each: bound.ratios.map(round) },
      // Tasks that never started: their waits are at-least values.
      waitIsLeast: censored > 0,
    }));
  return { day, variant: variant ?? 'default', replications: REPLICATIONS, rows };
}

function figures({ mean, halfWidth }, unit) {
  return { mean: round(mean / unit), halfWidth: round(halfWidth / unit) };
}

function round(value) {
  return value === null ? null : Number(value.toPrecision(4));
}
