import type { PoolCalibration } from '../../experiment/calibration.ts';
import type { MeasureAgreement, SampleAgreement, Verification } from '../../experiment/verify.ts';
import type { FittedDistribution } from '../../measure/fit-distribution.ts';
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
${measuresSection(result.measures)}
${chartsSection(charts)}
${samplesSection(result.samples)}
<section aria-labelledby="decisions">
<h2 id="decisions">Scaling decisions</h2>
${decisionLines(result.decisions).map(
  (line) => markup`<p>${line}</p>
`,
)}</section>
${calibration === null ? null : calibrationSection(calibration)}
</main>`,
  );
}

const verdictText = ({ isWithin, tolerance }: Verification): string =>
  `${isWithin ? 'within' : 'not within'} ${formatRatio(tolerance)} on p95 wait and utilization`;

const measuresSection = (measures: readonly MeasureAgreement[]): Markup => markup`<section aria-labelledby="measures">
<h2 id="measures">Measures</h2>
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
)}</section>
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
