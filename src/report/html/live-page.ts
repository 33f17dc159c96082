import type { ScenarioBrief } from '../../experiment/brief.ts';
import { type LiveView, utilizationOf } from '../../measure/live-view.ts';
import type { DrawnChart } from '../charts/draw.ts';
import { markup } from '../markup.ts';
import { formatDuration, formatInstant, formatRatio } from '../quantity.ts';
import { drawing } from './charts-section.ts';
import { decisionTable } from './decisions-section.ts';
import { page } from './page.ts';
import { waitsSection } from './waits-section.ts';

/** A run that is looked at while it goes on. Plain data. */
export interface LiveRun {
  readonly scenario: string;
  readonly variant: string;
  readonly about: string;
  readonly replication: number;
  readonly brief: ScenarioBrief;
}

/** What the live page shows of a moment: markup of ours, but for the title, which is text. */
export interface LiveParts {
  readonly title: string;
  readonly about: string;
  readonly at: number;
  readonly endAt: number;
  readonly status: string;
  readonly figures: string;
  readonly charts: readonly {
    readonly name: string;
    readonly title: string;
    readonly caption: string;
    readonly svg: string;
  }[];
  readonly tables: string;
}

/** The page without anything yet: its script asks for the parts. `script` is where that is to be had. */
export const livePage = (script: string): string =>
  page(
    'Poolproof: a run that goes on',
    markup`<header>
<p class="faint">live</p>
<h1 id="title">A run that goes on</h1>
<p id="about"></p>
<p id="status">waiting for the run</p>
<progress id="progress" aria-label="simulated time" max="1" value="0"></progress>
<p id="connection" role="status"></p>
<noscript><p>This page needs a script of its own to follow the run; the report of a run that ended needs none.</p></noscript>
</header>
<main>
<section id="ended" aria-labelledby="ended-title" hidden><h2 id="ended-title">The run has ended</h2><ul id="reports"></ul><p id="folder"></p></section>
<section aria-label="Headline figures" id="figures"></section>
<section aria-labelledby="charts-title"><h2 id="charts-title">Over time</h2><div id="charts"></div></section>
<div id="tables"></div>
</main>
<script src="${script}"></script>`,
  );

export function liveParts(run: LiveRun, view: LiveView, charts: readonly DrawnChart[]): LiveParts {
  const { at, endAt, changes } = view;
  const pools = run.brief.pools.length;
  const { decisions } = view.charts;
  return {
    title: `${run.scenario} › ${run.variant}`,
    about: run.about,
    at,
    endAt,
    status: `${formatInstant(at)} of at most ${formatInstant(endAt)}${run.replication === 0 ? '' : `, replication ${run.replication}`}`,
    figures: figures(view).text,
    charts: charts.map(({ chart, svg }) => ({
      name: chart.name,
      title: chart.title,
      caption: chart.caption,
      svg: drawing(chart, svg).text,
    })),
    tables: markup`<section aria-labelledby="decisions">
<h2 id="decisions">Latest scale events</h2>
${changes === 0 ? markup`<p>The size of the pool was not changed yet.</p>` : decisionTable(decisions, { pools, endedAt: at })}
${changes > decisions.length ? markup`<p class="note">and ${changes - decisions.length} before them</p>` : null}
</section>
${waitsSection(view.charts, pools)}`.text,
  };
}

function figures(view: LiveView) {
  const { pods, slots, queue, tasks, waits } = view;
  const utilization = utilizationOf(view);
  return markup`<dl class="figures">
${figure('Utilization', utilization === null ? 'none' : formatRatio(utilization), `${slots.running} of ${slots.all} slots run tasks, ${slots.reserved} are reserved`)}
${figure('Queue', String(queue.tasks), queue.tasks === 0 ? 'nothing waits for the pool' : `the oldest has waited ${formatDuration(queue.oldestMs)}`)}
${figure('Pods', String(pods.connected), `${pods.starting} starting, ${pods.desired} desired`)}
${figure('Wait time, 95th percentile', waits === null ? 'none' : formatDuration(waits.p95Ms), waits === null ? 'no task has begun' : `mean: ${formatDuration(waits.meanMs)}, so far`)}
${figure('Tasks finished', String(tasks.finished), `of ${tasks.submitted} submitted`)}
</dl>`;
}

const figure = (title: string, value: string, beside: string) =>
  markup`<div><dt>${title}</dt><dd><span class="value">${value}</span><br><span class="faint">${beside}</span></dd></div>`;
