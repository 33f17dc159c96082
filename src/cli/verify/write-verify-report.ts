import { join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import type { PoolCalibration } from '../../experiment/calibration.ts';
import type { FinishedRun } from '../../experiment/run-outcome.ts';
import type { Verification } from '../../experiment/verify.ts';
import { chartFiles } from '../../report/charts/chart-files.ts';
import { drawCharts } from '../../report/charts/draw.ts';
import { overlayCharts } from '../../report/charts/overlay-charts.ts';
import { verifyPage } from '../../report/html/verify-page.ts';

/** Writes `verify.html`, with the series of the first replication of both worlds, `verify.json`, and the drawings. */
export async function writeVerifyReport(
  folder: string,
  subject: {
    readonly result: Verification;
    readonly calibration: readonly PoolCalibration[] | null;
    readonly simulated: readonly FinishedRun[];
    readonly real: readonly FinishedRun[];
  },
): Promise<void> {
  const { result, calibration } = subject;
  const [simulated, real] = [subject.simulated[0]?.charts ?? null, subject.real[0]?.charts ?? null];
  const charts = simulated === null || real === null ? [] : await drawCharts(overlayCharts(simulated, real));
  const files = {
    'verify.html': verifyPage(result, calibration, charts),
    'verify.json': `${JSON.stringify({ ...result, calibration }, null, 2)}\n`,
    ...chartFiles(charts),
  };
  for (const [name, text] of Object.entries(files)) writeFileAtomically(join(folder, name), text);
}
