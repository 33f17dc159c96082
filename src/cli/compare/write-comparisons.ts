import { join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import { chartFiles } from '../../report/charts/chart-files.ts';
import { drawCharts } from '../../report/charts/draw.ts';
import { compareCharts } from '../../report/compare/compare-charts.ts';
import { comparisonMarkdown } from '../../report/compare/compare-markdown.ts';
import { compareOverview } from '../../report/compare/compare-overview.ts';
import { comparePage } from '../../report/compare/compare-page.ts';
import { comparisonSummary } from '../../report/compare/compare-summary.ts';
import { pathSegment } from '../path-segment.ts';

/** Writes `<scenario>/<variant>/compare.{html,md,json}` with the drawings, and `index.html`; gives the latter's path. */
export async function writeComparisons(
  folder: string,
  comparisons: readonly PolicyComparison[],
  version: string,
  notRun: readonly PlannedVariant[] = [],
): Promise<string> {
  const entries = [];
  for (const comparison of comparisons) {
    const place = `${pathSegment(comparison.scenario)}/${pathSegment(comparison.variant)}`;
    const charts = await drawCharts(compareCharts(comparison));
    const files = {
      'compare.html': comparePage(comparison, charts, version),
      'compare.md': comparisonMarkdown(comparison, version),
      'compare.json': `${JSON.stringify(comparisonSummary(comparison), null, 2)}\n`,
      ...chartFiles(charts),
    };
    for (const [name, text] of Object.entries(files)) writeFileAtomically(join(folder, place, name), text);
    entries.push({ comparison, href: `${place.split('/').map(encodeURIComponent).join('/')}/compare.html` });
  }
  const overview = join(folder, 'index.html');
  writeFileAtomically(overview, compareOverview(entries, version, notRun));
  return overview;
}
