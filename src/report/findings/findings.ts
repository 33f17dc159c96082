import type { VariantResult } from '../../experiment/variant-result.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { firstRunText } from '../first-run-text.ts';
import { isLowerBound } from '../measure-text.ts';
import { formatDuration, formatMeasure, formatNumber, formatRatio } from '../quantity.ts';
import { measuredMean } from '../report-subject.ts';
import { WAIT_CAUSE_WORDS } from '../wait-cause-words.ts';
import { adviceOf } from './advice.ts';
import { type LongWaitsAccount, longWaitsAccount, type PoolLimit } from './long-waits.ts';

/** A run in sentences, for who sees a report for the first time. */
export interface Findings {
  readonly happened: readonly string[];
  readonly why: readonly string[];
  /** What may be worth a try, from what the run showed; it was not tried. */
  readonly advice: readonly string[];
}

/** Null of a run that did not finish or kept nothing to tell. With replications the figures are means, and the longest waits are the first's. */
export function findingsOf(result: VariantResult): Findings | null {
  const run = result.runs[0];
  if (run === undefined || run.charts === null || result.measures.length === 0) return null;
  const account = longWaitsAccount(run.charts, run.brief);
  return {
    happened: [workSentence(result), poolSentence(result), ...troubles(result)],
    why:
      account === null
        ? []
        : [
            ...[firstRunText(result)].filter((text) => text !== null),
            causeSentence(account),
            ...limitSentence(account),
            ...missingSentence(account),
            ...faultSentence(account),
          ],
    advice: adviceOf(result, run.brief, account),
  };
}

const meanOf = (result: VariantResult, name: MetricName): number => measuredMean(result, name) ?? 0;

function workSentence(result: VariantResult): string {
  const submitted = meanOf(result, 'tasks.submitted');
  const text = (name: MetricName): string => formatDuration(meanOf(result, name));
  const isBound = isLowerBound(result, 'wait.p95');
  const tasks = submitted === 1 ? '1 task was submitted' : `${formatNumber(submitted)} tasks were submitted`;
  if (submitted === 0) return 'No task was submitted.';
  if (isBound) return `${tasks}${lowerBoundsText(result)}.`;
  if (meanOf(result, 'wait.max') === 0)
    return `${tasks}, and ${submitted === 1 ? 'did not have' : 'none had'} to wait for the pool.`;
  if (submitted === 1) return `${tasks}; it waited ${text('wait.max')} for the pool.`;
  if (submitted < FEW)
    return `${tasks}; they waited ${text('wait.mean')} for the pool on average, ${text('wait.max')} at most.`;
  if (meanOf(result, 'wait.p95') === 0)
    return `${tasks}. Nineteen of twenty did not wait for the pool at all; the longest wait was ${text('wait.max')}.`;
  const half =
    meanOf(result, 'wait.p50') === 0
      ? 'did not wait for the pool at all'
      : `waited at most ${text('wait.p50')} for the pool`;
  return `${tasks}. Half of them ${half}, one in twenty waited longer than ${text('wait.p95')}, the longest ${text('wait.max')}.`;
}

/** Of waits that were cut off one may say how long they were at least, and of nobody that he did not wait longer. */
function lowerBoundsText(result: VariantResult): string {
  const text = (name: MetricName): string => `${formatDuration(meanOf(result, name))} or longer`;
  if (meanOf(result, 'wait.max') === 0) return ', and none had to wait for the pool as far as was seen';
  const submitted = meanOf(result, 'tasks.submitted');
  if (submitted === 1) return `; it waited ${text('wait.max')} for the pool`;
  if (submitted < FEW)
    return `; they waited ${text('wait.mean')} for the pool on average, the longest ${text('wait.max')}`;
  const shares = (
    [
      ['half of them', 'wait.p50'],
      ['one in twenty', 'wait.p95'],
      ['the longest', 'wait.max'],
    ] as const
  )
    .filter(([, name]) => meanOf(result, name) > 0)
    .map(([who, name]) => `${who} ${text(name)}`);
  return `. Waits for the pool: ${shares.join(', ')}`;
}

function poolSentence(result: VariantResult): string {
  const [pool, ...others] = result.runs[0]?.brief.pools ?? [];
  const allowed =
    pool === undefined || others.length > 0 ? '' : `, of the ${pool.min} to ${pool.max} that the pool may have`;
  const used = measuredMean(result, 'utilization.mean');
  const held = (measuredMean(result, 'utilization.allocated') ?? 0) - (used ?? 0);
  return `Pods: ${formatNumber(meanOf(result, 'pods.mean'))} on average, ${formatNumber(meanOf(result, 'pods.max'))} at most${allowed}.${
    used === null
      ? ''
      : ` Tasks ran in ${formatRatio(used)} of their slots’ time${held >= TOLD_SHARE ? `; another ${formatRatio(held)} the slots were reserved for applies` : ''}.`
  }`;
}

/** What went wrong for tasks, other than waiting. */
function troubles(result: VariantResult): readonly string[] {
  const count = (name: MetricName, text: (value: string) => string): readonly string[] => {
    const value = meanOf(result, name);
    return value === 0 ? [] : [text(formatMeasure(value, 'count'))];
  };
  const blocked = meanOf(result, 'blocked.mean');
  return [
    ...count(
      'tasks.censored',
      (tasks) => `Not started at the end, or cancelled before: ${tasks}. Their waits count as long as they were seen.`,
    ),
    ...count(
      'tasks.killed',
      (phases) => `Lost with pods that a scale-down deleted: ${phases} ${phases === '1' ? 'phase' : 'phases'} of work.`,
    ),
    ...count('pods.failed', (pods) => `Pods that failed: ${pods}.`),
    ...count('pods.unschedulableHours', (hours) => `Pods waited for a node with room: ${hours} pod-hours.`),
    ...(blocked > meanOf(result, 'wait.mean')
      ? [
          `Their own workspaces, which run one task after the other, kept tasks waiting longer than the pool did: ${formatDuration(blocked)} on average. No number of pods changes that.`,
        ]
      : []),
  ];
}

function causeSentence({ waits, causes }: LongWaitsAccount): string {
  const parts = causes
    .filter(({ share }) => share >= TOLD_SHARE)
    .map(({ cause, share }) => `${WAIT_CAUSE_WORDS[cause]} ${formatRatio(share)}`);
  return `${waits === 1 ? 'What the only wait was made of' : `What the ${waits} longest waits were made of`}: ${parts.join(', ')}.`;
}

function limitSentence({ limits }: LongWaitsAccount): readonly string[] {
  const told = (limits ?? []).filter(({ share }) => share >= TOLD_SHARE);
  const [first, ...others] = told;
  if (first === undefined) return [];
  if (others.length === 0) return [`All that time the autoscaler wanted ${limitWords(first.limit)}.`];
  return [
    `Meanwhile the autoscaler wanted ${told.map(({ limit, share }) => `${limitWords(limit)} for ${formatRatio(share)} of that time`).join(', ')}.`,
  ];
}

const limitWords = (limit: PoolLimit): string => {
  if (limit === 'max') return 'all pods that the pool may have';
  return `fewer pods than the pool may have${limit === 'none' ? '' : `, limited by ${limit},`}`;
};

const missingSentence = ({ missing }: LongWaitsAccount): readonly string[] =>
  missing < TOLD_SHARE
    ? []
    : [
        `For ${formatRatio(missing)} of that time fewer pods lived than it wanted: they could not be made, or had ended and were not made anew.`,
      ];

const faultSentence = ({ faults }: LongWaitsAccount): readonly string[] =>
  faults.length === 0
    ? []
    : [
        `While they waited, there ${faults.length === 1 ? 'was a fault' : 'were faults'} that the scenario has: ${faults.slice(0, FAULTS_TOLD).join(', ')}${faults.length > FAULTS_TOLD ? ' and others' : ''}.`,
      ];

/** Of fewer waits quantiles say nothing. */
const FEW = 10;
const TOLD_SHARE = 0.05;
const FAULTS_TOLD = 5;
