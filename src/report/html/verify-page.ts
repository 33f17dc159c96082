import type { PoolCalibration } from '../../experiment/calibration.ts';
import type { MeasureAgreement, SampleAgreement, Verification } from '../../experiment/verify.ts';
import type { FittedDistribution } from '../../measure/fit-distribution.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import type { DrawnChart } from '../charts/draw.ts';
import { type Markup, markup } from '../markup.ts';
import { formatDuration, formatMeasure, formatRatio } from '../quantity.ts';
import { decisionLines, differenceText, relativeText } from '../verify-text.ts';
import { chartsSection } from './charts-section.ts';
import { numberColumn, page, plainRow, type Row, table, textColumn } from './page.ts';

/** How far the simulation and a cluster agree on one scenario: one file that opens offline, the verdict first. */
export function verifyPage(
  result: Verification,
  calibration: readonly PoolCalibration[] | null,
  charts: readonly DrawnChart[],
): string {
  const title = `${result.scenario} > ${result.variant}`;
  return page(
    `${title}: simulation and reality`,
    markup`<header>
<h1>${title}: simulation and reality</h1>
<p><span class="verdict ${result.isWithin ? 'passed' : 'failed'}">${verdictText(result)}</span></p>
<p>Simulated, and compared with ${result.world} at timeScale ${result.timeScale}; seed ${result.seed}, replications: ${result.replications}.
${result.calibrated ? 'The simulation was calibrated to this very run: whether it predicts another one, only a fresh run tells.' : ''}</p>
</header>
<main>
${judgedSection(result)}
${chartsSection(charts)}
${samplesSection(result.samples)}
<section aria-labelledby="decisions">
<h2 id="decisions">Scaling decisions</h2>
${decisionLines(result.decisions).map(
  (line) => markup`<p>${line}</p>
`,
)}</section>
${calibration === null ? null : calibrationSection(calibration)}
${measuresSection(result.measures)}
</main>`,
  );
}

const verdictText = ({ isWithin, tolerance }: Verification): string =>
  `${isWithin ? 'within' : 'not within'} ${formatRatio(tolerance)} on p95 wait and utilization`;

/** What the verdict is about, as large as on the report of one run. */
const judgedSection = ({ measures, tolerance }: Verification): Markup => markup`<section aria-label="What is judged">
<dl class="figures">
${measures.filter(({ isWithin }) => isWithin !== null).map((measure) => judgedFigure(measure, tolerance))}</dl>
<p class="note">${HOW_JUDGED}</p>
</section>
`;

const HOW_JUDGED =
  'The same scenario and seed in both worlds. Where the two agree, what the simulator says of other pools and policies can be believed as far; where they differ, the curves below show when, and the delays that the real pods took can be fitted with --calibrate.';

const judgedFigure = (measure: MeasureAgreement, tolerance: number): Markup => {
  const { name, unit, simulated, real, isWithin } = measure;
  return markup`<div><dt>${JUDGED_WORDS[name] ?? name}</dt><dd><span class="value">${formatMeasure(simulated, unit)}</span> <span class="faint">simulated</span>
<br><span class="value">${formatMeasure(real, unit)}</span> <span class="faint">real</span>
<br><span class="mark ${isWithin === true ? 'agrees' : 'differs'}">${isWithin === true ? '✓' : '✗'} ${relativeText(measure)}</span> <span class="faint">of ${formatRatio(tolerance)} allowed</span></dd></div>
`;
};

const JUDGED_WORDS: Readonly<Partial<Record<MetricName, string>>> = {
  'wait.p95': 'Wait time, 95th percentile',
  'utilization.mean': 'Utilization',
};

const measuresSection = (measures: readonly MeasureAgreement[]): Markup => markup`<section aria-labelledby="measures">
<h2 id="measures">Measures</h2>
<details class="printed"><summary>All ${measures.length} measures of both worlds</summary>
${table(
  [
    textColumn('measure'),
    numberColumn('simulated'),
    numberColumn('real'),
    numberColumn('difference'),
    numberColumn('relative'),
    textColumn('note'),
  ],
  measures.map(measureRow),
)}</details>
</section>
`;

function measureRow(measure: MeasureAgreement): Row {
  const { name, unit, simulated, real, isWithin, caveat } = measure;
  const note = isWithin === null ? (caveat ?? '') : isWithin ? 'within' : 'not within';
  return {
    mark: isWithin === null ? null : isWithin ? 'good' : 'bad',
    cells: [
      name,
      formatMeasure(simulated, unit),
      formatMeasure(real, unit),
      differenceText(measure),
      relativeText(measure),
      note,
    ],
  };
}

const samplesSection = (samples: readonly SampleAgreement[]): Markup => markup`<section aria-labelledby="samples">
<h2 id="samples">Distributions</h2>
<p class="note">Kolmogorov–Smirnov: the largest distance of the two cumulative curves. Two samples of one distribution exceed the critical value once in twenty times.</p>
${table(
  [
    textColumn('of'),
    numberColumn('n simulated'),
    numberColumn('n real'),
    numberColumn('mean simulated'),
    numberColumn('mean real'),
    numberColumn('distance'),
    numberColumn('critical at 5 %'),
  ],
  samples.map(({ name, sizes, means, distance, critical }) =>
    plainRow(
      name,
      ...sizes.map(String),
      ...means.map((value) => formatMeasure(value, 'ms')),
      distance?.toFixed(3) ?? 'none',
      critical?.toFixed(3) ?? 'none',
    ),
  ),
)}</section>
`;

const calibrationSection = (
  calibration: readonly PoolCalibration[],
): Markup => markup`<section aria-labelledby="fitted">
<h2 id="fitted">Fitted delays</h2>
${table(
  [textColumn('pool'), textColumn('delay'), numberColumn('n'), numberColumn('mean'), textColumn('distribution')],
  calibration.flatMap(({ pool, fields }) =>
    fields.map(({ field, n, meanMs, fitted }) =>
      plainRow(
        pool,
        field,
        String(n),
        meanMs === null ? 'none' : formatDuration(meanMs),
        fitted === null ? 'not seen: the scenario keeps its own' : fittedText(fitted),
      ),
    ),
  ),
)}</section>
`;

function fittedText(fitted: FittedDistribution): string {
  switch (fitted.kind) {
    case 'constant':
      return `always ${formatDuration(fitted.ms)}`;
    case 'lognormal':
      return `lognormal, median ${formatDuration(fitted.medianMs)}, p95 ${formatDuration(fitted.p95Ms)}`;
    case 'empirical':
      return `empirical, by ${fitted.values.length} quantiles`;
  }
}
