import type { JudgedDifference, PolicyComparison, PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import { METRICS, type MetricName } from '../../scenario/metric-catalogue.ts';
import { formatRatio } from '../quantity.ts';

/** A column of figures in one unit, so that they stand below each other without naming it each time. */
export interface FigureUnit {
  /** `s`, `h`; empty where the measure's name says it all. */
  readonly name: string;
  /** A shown figure is the value ÷ this. */
  readonly size: number;
}

/** Chosen by the median of the column's means: a policy that serves nobody must not make minutes of all seconds. */
export function unitOf({ policies }: PolicyComparison, name: MetricName): FigureUnit {
  const { unit } = METRICS[name];
  if (unit === 'ratio') return { name: '%', size: 0.01 };
  if (unit !== 'ms') return { name: '', size: 1 };
  const means = policies.map(({ measures }) => measures[name]?.mean ?? 0).sort((a, b) => a - b);
  const middle = means[Math.floor(means.length / 2)] ?? 0;
  if (middle < 600_000) return { name: 's', size: 1000 };
  return middle < 36_000_000 ? { name: 'min', size: 60_000 } : { name: 'h', size: 3_600_000 };
}

/** Three digits that count, and all of those before the point. */
export function shortFigure(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}

/** The mean of a measure; `≥` where waits are known only as at least so long. */
export function meanText(policy: PolicyResult, name: MetricName, unit: FigureUnit): string {
  if (isNotRun(policy)) return 'not run';
  const { mean = null } = policy.measures[name] ?? {};
  if (mean === null) return 'none';
  return `${policy.cutOff[name] === undefined ? '' : '≥'}${shortFigure(mean / unit.size)}`;
}

/** `-1.2 ±0.3*`: the star says that the difference is significant. Empty without an interval. */
export function differenceText(difference: JudgedDifference | null, unit: FigureUnit): string {
  if (difference === null) return '';
  const { mean, low, high, isSignificant } = difference;
  const shown = shortFigure(mean / unit.size);
  const half = shortFigure((high - low) / 2 / unit.size);
  return `${mean > 0 ? '+' : ''}${shown} ±${half}${isSignificant ? '*' : ' '}`;
}

/** `2`, or `2=` of those that tie. */
export function rankText({ policies }: PolicyComparison, { rank }: PolicyResult): string {
  if (rank === null) return '';
  return policies.filter((other) => other.rank === rank).length > 1 ? `${rank}=` : String(rank);
}

/** Best first; those that tie by their mean. */
export function ranked({ policies, wait }: PolicyComparison): readonly PolicyResult[] {
  const last = Number.POSITIVE_INFINITY;
  const meanOf = ({ measures }: PolicyResult): number => measures[wait]?.mean ?? last;
  return policies
    .map((policy, place) => ({ policy, place }))
    .sort(
      (a, b) =>
        (a.policy.rank ?? last) - (b.policy.rank ?? last) || meanOf(a.policy) - meanOf(b.policy) || a.place - b.place,
    )
    .map(({ policy }) => policy);
}

/** The comparison was stopped before its first run; of one that cannot run there are crashes. */
export const isNotRun = ({ runs, crashed }: PolicyResult): boolean => runs === 0 && crashed === null;

export const labelOf = ({ label, isBaseline }: PolicyResult): string => `${label}${isBaseline ? ' (baseline)' : ''}`;

/** `wait.p95 (s) 3.42 ±7.38`. */
export const figureText = (
  name: MetricName,
  { mean, halfWidth }: { readonly mean: number | null; readonly halfWidth: number | null },
  unit: FigureUnit,
): string =>
  `${headingOf(name, unit)} ${mean === null ? 'none' : shortFigure(mean / unit.size)}${halfWidth === null ? '' : ` ±${shortFigure(halfWidth / unit.size)}`}`;

/** `wait.p95 (s)`. */
export const headingOf = (name: MetricName, unit: FigureUnit): string =>
  unit.name === '' ? name : `${name} (${unit.name})`;

/** What the policies decided, in the order of the table: heading, and the figure of a policy. */
export const DECISION_COLUMNS: readonly {
  readonly heading: string;
  text(policy: PolicyResult): string;
}[] = [
  { heading: 'ups', text: ({ decisions }) => figure(decisions['scale.ups']) },
  { heading: 'downs', text: ({ decisions }) => figure(decisions['scale.downs']) },
  { heading: 'turns/h', text: ({ decisions }) => figure(decisions['scale.directionChanges']) },
  { heading: 'pods', text: ({ decisions }) => figure(decisions['pods.mean']) },
  { heading: 'at max', text: ({ decisions }) => ratio(decisions['scale.atMax']) },
  { heading: 'cold', text: ({ decisions }) => figure(decisions['scale.coldStarts']) },
  { heading: 'killed', text: ({ decisions }) => figure(decisions['tasks.killed']) },
  { heading: 'laws', text: lawsText },
];

/** None broke where something was run; of nothing there is nothing to say. */
function lawsText({ breaches, runs }: PolicyResult): string {
  return runs === 0 ? '' : String(breaches.reduce((sum, breach) => sum + breach.runs, 0));
}

/** Only where a bound is known. */
export const BOUND_COLUMN = {
  heading: '÷ bound',
  text: ({ bound }: PolicyResult): string => (bound === null ? '' : shortFigure(bound.ratio)),
};

export const hasBound = ({ policies }: PolicyComparison): boolean => policies.some(({ bound }) => bound !== null);

const figure = (value: number | null): string => (value === null ? '' : shortFigure(value));
const ratio = (value: number | null): string => (value === null ? '' : formatRatio(value));
