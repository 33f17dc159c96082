import { pageColors } from '../charts/colors.ts';
import type { DrawnChart } from '../charts/draw.ts';
import { type Markup, markup, trusted } from '../markup.ts';

/** The drawings, in the page itself. */
export const chartsSection = (charts: readonly DrawnChart[], title = 'Over time'): Markup =>
  charts.length === 0
    ? markup``
    : markup`<section aria-labelledby="charts">
<h2 id="charts">${title}</h2>
${charts.map(
  ({ chart, svg }) => markup`<figure>
<h3>${chart.title}</h3>
<div class="drawing">${trusted(pageColors(svg))}</div>
<figcaption>${chart.caption}</figcaption>
</figure>
`,
)}</section>
`;
