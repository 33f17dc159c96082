// Writes the values and figures of docs/simulation-practice.md: `npm run practice`. With --check it writes nothing, and ends with 1 and the
// values that are not the present ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { CHART_COLORS } from '../dist/report/charts/colors.js';
import { CHART_CONFIG, SCHEMA } from '../dist/report/charts/frame.js';
import { renderSvg } from '../dist/report/charts/render-svg.js';
import { practice } from './practice-values.js';

const PAGE = new URL('../docs/simulation-practice.md', import.meta.url);

const { values, figures } = practice();
const stale = [];
const used = new Set();
const written = readFileSync(PAGE, 'utf8');
// What stands between a value's marks is replaced.
const page = written.replace(/<!--= ([\w.-]+) -->([^<]*)<!--\/-->/g, (_, name, shown) => {
  if (values[name] === undefined) throw new Error(`there is no value ${name}`);
  used.add(name);
  if (shown !== values[name]) stale.push(`${name}: ${shown} is ${values[name]} now`);
  return `<!--= ${name} -->${values[name]}<!--/-->`;
});
stale.push(...Object.keys(values).flatMap((name) => (used.has(name) ? [] : [`${name} is not on the page`])));
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(stale.join('\n'));
    process.exitCode = 1;
  }
} else {
  writeFileSync(PAGE, page);
  const specs = { 'warm-up': warmUpChart(figures.warmUp), coverage: coverageChart(figures.coverage) };
  for (const [name, spec] of Object.entries(specs))
    writeFileSync(new URL(`../docs/practice-${name}.svg`, import.meta.url), `${await renderSvg(spec, name)}\n`);
}

function warmUpChart({ curve, truth, cut }) {
  const x = { field: 'minute', type: 'quantitative', title: 'time since the start (min)', axis: { grid: false } };
  const y = { field: 'wait', type: 'quantitative', title: 'mean wait (s)' };
  return chart([
    { data: { values: curve }, mark: { type: 'line', color: CHART_COLORS.working }, encoding: { x, y } },
    {
      data: { values: [{ wait: truth }] },
      mark: { type: 'rule', color: CHART_COLORS.held, strokeDash: [6, 3] },
      encoding: { y },
    },
    {
      data: { values: [{ minute: cut }] },
      mark: { type: 'rule', color: CHART_COLORS.bad, strokeDash: [2, 2] },
      encoding: { x },
    },
  ]);
}

function coverageChart({ intervals, truth }) {
  const x = { field: 'experiment', type: 'quantitative', title: 'experiment', axis: { grid: false } };
  const y = { field: 'low', type: 'quantitative', title: 'mean wait (s)', scale: { zero: false } };
  const color = {
    field: 'covers',
    type: 'nominal',
    scale: { domain: [true, false], range: [CHART_COLORS.working, CHART_COLORS.bad] },
    legend: null,
  };
  return chart([
    {
      data: { values: intervals },
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { x, y, y2: { field: 'high' }, color },
    },
    {
      data: { values: intervals },
      mark: { type: 'point', filled: true, size: 22 },
      encoding: { x, y: { ...y, field: 'mean' }, color },
    },
    {
      data: { values: [{ low: truth }] },
      mark: { type: 'rule', color: CHART_COLORS.held, strokeDash: [6, 3] },
      encoding: { y },
    },
  ]);
}

function chart(layer) {
  return { $schema: SCHEMA, config: CHART_CONFIG, width: 700, height: 200, layer };
}
