import * as z from 'zod';
import { type ComparedKind, comparisonJson, parseComparison } from './comparison.ts';
import { formatDuration } from './duration-text.ts';
import type {
  Comparison,
  Expectation,
  ExpectationForm,
  FormOf,
  MetricCondition,
  Place,
  SeriesCondition,
} from './expectation.ts';
import { absent, byKey, byShape, duration, keys, positiveDuration, text } from './fields.ts';
import * as messages from './messages.ts';
import { isShare, METRIC_NAMES, METRICS, type MetricName } from './metric-catalogue.ts';
import { metricNamed } from './metric-name.ts';
import type { Resolver } from './resolver.ts';
import { checkWithin, type Scope } from './scope.ts';
import { comparedKind, compileSeries, decodeSeries, type NamedSeries, seriesJson } from './series.ts';
import { pathText, positionOf, type TreePath } from './tree.ts';
import type { JsonSchema } from './written.ts';

/** `expect`: what must hold. */

/** How the right-hand side of a comparison with a measure is read. */
export const comparedMetric = (metric: MetricName): ComparedKind =>
  METRICS[metric].unit === 'ms' ? { kind: 'duration' } : { kind: 'number', ...(isShare(metric) ? { most: 1 } : {}) };

/** For editors: a measure of the whole run, or, with a pool's name before it, of one pool. */
const metricJson: JsonSchema = {
  type: 'object',
  minProperties: 1,
  properties: Object.fromEntries(
    METRIC_NAMES.map((metric) => [
      metric,
      { ...comparisonJson(comparedMetric(metric)), description: METRICS[metric].definition },
    ]),
  ),
  patternProperties: Object.fromEntries(
    METRIC_NAMES.map((metric) => [
      `^[A-Za-z0-9][A-Za-z0-9_.-]*/${metric.replaceAll('.', '\\.')}$`,
      { ...comparisonJson(comparedMetric(metric)), description: `Of one pool: ${METRICS[metric].definition}` },
    ]),
  ),
  additionalProperties: false,
};

const conditions = (definition: string, whole: JsonSchema) =>
  z
    .record(z.string(), byShape({ scalar: z.unknown() }, 'a comparison, ">= 2"'))
    .superRefine((map, context) => {
      if (Object.keys(map).length === 0)
        context.addIssue({ code: 'custom', params: { sentence: messages.noConditions } });
    })
    .meta({ definition, whole });

/** Series and comparisons that hold together. */
export const seriesConditions = conditions('series', seriesJson);
const metrics = conditions('metrics', metricJson);

const title = absent(text).describe('What the report calls it; made from its words unless given.');
const stretch = {
  from: absent(duration).describe('Start of the stretch; of the run unless given.'),
  until: absent(duration).describe('End of the stretch; of the run unless given.'),
};

export const expectationSchema = byKey(
  {
    at: keys({
      name: title,
      at: duration.describe('The instant.'),
      that: seriesConditions.describe('What holds then: [series](#series) and comparisons.'),
    }),
    always: keys({ name: title, always: seriesConditions.describe('What holds all the time.'), ...stretch }),
    never: keys({ name: title, never: seriesConditions.describe('What holds at no time.'), ...stretch }),
    eventually: keys({
      name: title,
      eventually: seriesConditions.describe('What holds at some time.'),
      after: absent(duration).describe('From when on; from the start unless given.'),
      within: absent(positiveDuration).describe('How long it may take; to the end of the run unless given.'),
    }),
    metric: keys({
      name: title,
      metric: metrics.describe('What holds of the whole window: [metrics](#metrics) and comparisons.'),
    }),
  },
  'expectation',
);

type Written = z.output<typeof expectationSchema>;
type Conditions = z.output<typeof seriesConditions>;

/** A condition whose series is still by name. */
export interface NamedCondition {
  readonly series: NamedSeries;
  readonly comparison: Comparison;
  readonly text: string;
}

type NamedForm = FormOf<NamedCondition>;

/** Checked, with tasks and workspaces still by name. */
export interface DecodedExpectation {
  readonly name: string;
  readonly place: Place;
  readonly form: NamedForm;
}

export function decodeExpectation(written: Written, path: TreePath, scope: Scope): DecodedExpectation {
  const position = positionOf(scope.review.root, path);
  const form = decodeForm(written, path, scope);
  const place = { file: position.source.file, line: position.line, column: position.column };
  return { name: written.name ?? madeName(form), place, form };
}

function decodeForm(written: Written, path: TreePath, scope: Scope): NamedForm {
  if ('metric' in written)
    return { kind: 'metric', conditions: decodeMetrics(written.metric, [...path, 'metric'], scope) };
  if ('that' in written) {
    checkWithin(scope, written.at, [...path, 'at'], { inclusive: true });
    return { kind: 'at', at: written.at, conditions: decodeConditions(written.that, [...path, 'that'], scope) };
  }
  if ('eventually' in written) {
    const after = written.after ?? 0;
    checkWithin(scope, after, [...path, 'after'], { inclusive: true });
    const within = written.within ?? scope.runEnd - after;
    if (written.within !== null) checkWithin(scope, after + within, [...path, 'within'], { inclusive: true });
    return {
      kind: 'eventually',
      after,
      within,
      conditions: decodeConditions(written.eventually, [...path, 'eventually'], scope),
    };
  }
  const kind = 'always' in written ? 'always' : 'never';
  const from = written.from ?? 0;
  const until = written.until ?? scope.runEnd;
  checkWithin(scope, from, [...path, 'from'], { inclusive: true });
  checkWithin(scope, written.until, [...path, 'until'], { inclusive: true });
  if (written.until !== null && until < from) scope.review.report([...path, 'until'], messages.emptyWindow());
  const map = 'always' in written ? written.always : written.never;
  return { kind, from, until, conditions: decodeConditions(map, [...path, kind], scope) };
}

export function decodeConditions(map: Conditions, path: TreePath, scope: Scope): readonly NamedCondition[] {
  const decoded: NamedCondition[] = [];
  for (const [key, value] of Object.entries(map)) {
    const where = [...path, key];
    const series = decodeSeries(key, where, scope);
    if (series === null) continue;
    const comparison = parseComparison(value, comparedKind(series), pathText(where));
    if ('remedy' in comparison) scope.review.report(where, comparison);
    else decoded.push({ series, comparison, text: conditionText(key, value) });
  }
  return decoded;
}

function decodeMetrics(map: Conditions, path: TreePath, scope: Scope): readonly MetricCondition[] {
  const decoded: MetricCondition[] = [];
  for (const [key, value] of Object.entries(map)) {
    const where = [...path, key];
    const metric = metricNamed(key, where, scope, 'key');
    if (metric === null) continue;
    const comparison = parseComparison(value, comparedMetric(metric), pathText(where));
    if ('remedy' in comparison) scope.review.report(where, comparison);
    else decoded.push({ metric: key, comparison, text: conditionText(key, value) });
  }
  return decoded;
}

/** As the author wrote both: `pods "<= 20"`. */
const conditionText = (key: string, value: unknown): string =>
  `${key} ${typeof value === 'string' ? `"${value}"` : value}`;

function madeName(form: NamedForm): string {
  const what = form.conditions.map((condition) => condition.text).join(', ');
  switch (form.kind) {
    case 'at':
      return `at ${formatDuration(form.at)}: ${what}`;
    case 'always':
    case 'never':
    case 'eventually':
    case 'metric':
      return `${form.kind}: ${what}`;
  }
}

export function compileExpectation(decoded: DecodedExpectation, resolve: Resolver): Expectation {
  return { name: decoded.name, place: decoded.place, form: compileForm(decoded.form, resolve) };
}

function compileForm(form: NamedForm, resolve: Resolver): ExpectationForm {
  if (form.kind === 'metric') return form;
  return { ...form, conditions: compileConditions(form.conditions, resolve) };
}

export const compileConditions = (
  conditions: readonly NamedCondition[],
  resolve: Resolver,
): readonly SeriesCondition[] =>
  conditions.map((condition) => ({ ...condition, series: compileSeries(condition.series, resolve) }));
