import { pageColors } from '../charts/colors.ts';
import type { DrawnChart } from '../charts/draw.ts';
import type { Chart } from '../charts/frame.ts';
import type { Timeline } from '../charts/timeline.ts';
import { type Markup, markup, trusted } from '../markup.ts';
import { CHART_SCRIPT } from './chart-script.ts';
import { noteOf } from './page.ts';

/** The drawings, in the page itself. */
export const chartsSection = (
  charts: readonly DrawnChart[],
  { title = 'Over time', note = null }: { readonly title?: string; readonly note?: string | null } = {},
): Markup =>
  charts.length === 0
    ? markup``
    : markup`<section aria-labelledby="charts">
<h2 id="charts">${title}</h2>${noteOf(note)}
${charts.map(
  ({ chart, svg }) => markup`<figure${poolMark(chart)}${chart.tellsMarks === true ? markup` data-tells-marks` : null}>
<h3>${chart.title}</h3>
<div class="drawing" tabindex="0" role="group" aria-label="${chart.title}">${drawing(chart, svg)}</div>
<figcaption>${chart.caption}</figcaption>${timelineData(chart.timeline)}
</figure>
`,
)}</section>
${charts.some(({ chart }) => chart.timeline !== null || chart.tellsMarks === true) ? markup`<script>${CHART_SCRIPT}</script>` : null}`;

/** Without a pool of its own a drawing is always seen; `data-pool=""` is that of all pools. */
const poolMark = ({ pool }: Chart): Markup | null => (pool === undefined ? null : markup` data-pool="${pool ?? ''}"`);

/** To those who listen a drawing is one picture; its marks, thousands of them, would say nothing in a row. */
export const drawing = ({ title, caption }: DrawnChart['chart'], svg: string): Markup =>
  trusted(pageColors(svg).replace('<svg ', () => markup`<svg role="img" aria-label="${`${title}. ${caption}`}" `.text));

/** What the script reads; `<` could end the element that holds it. */
const timelineData = (timeline: Timeline | null): Markup | null =>
  timeline === null
    ? null
    : markup`
<script type="application/json">${trusted(JSON.stringify(timeline).replaceAll('<', '\\u003c'))}</script>`;
