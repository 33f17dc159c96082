import type { PoolCalibration } from '../../experiment/calibration.ts';
import type { MeasureAgreement, Verification } from '../../experiment/verify.ts';
import { formatDuration, formatMeasure, formatRatio } from '../../report/quantity.ts';
import { decisionLines, differenceText, relativeText } from '../../report/verify-text.ts';
import type { Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export interface Told {
  readonly result: Verification;
  readonly calibration: readonly PoolCalibration[] | null;
  /** Where it was written. */
  readonly fragment: string | null;
  readonly page: string | null;
}

export function tellVerification({ result, calibration, fragment, page }: Told, terminal: Terminal): void {
  const { measures, samples, tolerance } = result;
  const title = `${result.scenario} > ${result.variant}`;
  terminal.print(
    `${terminal.paint('bold', title)}  simulation against ${result.world}, timeScale ${result.timeScale}\n\n`,
  );
  terminal.print(
    textTable(
      ['measure', 'simulated', 'real', 'difference', 'relative', ''],
      measures.filter(isTold).map(measureRow),
      terminal.width,
    ),
  );
  terminal.print('\n');
  terminal.print(
    textTable(
      ['distribution', 'n simulated', 'n real', 'mean simulated', 'mean real', 'KS distance', 'critical at 5 %'],
      samples.map(({ name, sizes, means, distance, critical }) => [
        name,
        ...sizes.map(String),
        ...means.map((value) => formatMeasure(value, 'ms')),
        distance?.toFixed(3) ?? 'none',
        critical?.toFixed(3) ?? 'none',
      ]),
      terminal.width,
    ),
  );
  terminal.print(`\n${decisionLines(result.decisions).join('\n')}\n`);
  if (calibration !== null) tellCalibration(calibration, fragment, terminal);
  if (page !== null) terminal.print(`\nreport: ${page}\n`);
  const verdict = result.isWithin
    ? terminal.paint('green', `within ${formatRatio(tolerance)}`)
    : terminal.paint('red', `not within ${formatRatio(tolerance)}`);
  terminal.print(
    `\n${verdict} on p95 wait and utilization${result.calibrated ? ', calibrated to this very run: check a fresh one with --with' : ''}\n`,
  );
}

/** Nothing is learned from a measure that is 0 in both. */
const isTold = ({ simulated, real, isWithin }: MeasureAgreement): boolean =>
  isWithin !== null || simulated !== 0 || real !== 0;

function measureRow(measure: MeasureAgreement): readonly string[] {
  const { name, unit, simulated, real, isWithin, caveat } = measure;
  const verdict = isWithin === null ? (caveat ?? '') : isWithin ? 'within' : 'NOT within';
  return [
    name,
    formatMeasure(simulated, unit),
    formatMeasure(real, unit),
    differenceText(measure),
    relativeText(measure),
    verdict,
  ];
}

function tellCalibration(calibration: readonly PoolCalibration[], fragment: string | null, terminal: Terminal): void {
  const rows = calibration.flatMap(({ pool, fields }) =>
    fields.map(({ field, n, meanMs, fitted }) => [
      `${pool}: ${field}`,
      String(n),
      meanMs === null ? 'none' : formatDuration(meanMs),
      fitted === null ? 'not seen: the scenario keeps its own' : fitted.kind,
    ]),
  );
  terminal.print(`\n${textTable(['fitted', 'n', 'mean', 'distribution'], rows, terminal.width)}`);
  if (fragment !== null) terminal.print(`\nfragment: ${fragment}\n`);
}
