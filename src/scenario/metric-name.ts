import { isSeries } from './expectation.ts';
import * as messages from './messages.ts';
import { isMetric, METRIC_NAMES, type MetricName } from './metric-catalogue.ts';
import type { Scope } from './scope.ts';
import type { TreePath } from './tree.ts';
import type { JsonSchema } from './written.ts';

/** A measure as authors name it: `wait.p95`, or `<pool>/wait.p95`. Null, with a problem at the end of `path`, for any other. */
export function metricNamed(
  written: string,
  path: TreePath,
  scope: Scope,
  at: 'key' | 'value' = 'value',
): MetricName | null {
  const slash = written.indexOf('/');
  const pool = slash === -1 ? null : written.slice(0, slash);
  const metric = written.slice(slash + 1);
  const { pools } = scope.names;
  if (pool !== null && pools !== null && !pools.has(pool)) report(messages.unknownName('pool', pool, [...pools]));
  else if (isMetric(metric)) return metric;
  else if (isSeries(metric)) report(messages.seriesIsNoMetric(written));
  else report(messages.unknownName('metric', metric, METRIC_NAMES));
  return null;

  function report(sentence: ReturnType<typeof messages.unknownName>): void {
    if (at === 'key') scope.review.reportKey(path, sentence);
    else scope.review.report(path, sentence);
  }
}

/** For editors. */
export const metricNameJson: JsonSchema = {
  anyOf: [
    { type: 'string', enum: METRIC_NAMES },
    { type: 'string', pattern: `^[A-Za-z0-9][A-Za-z0-9_.-]*/(${METRIC_NAMES.join('|').replaceAll('.', '\\.')})$` },
  ],
};
