import type { MetricName } from '../scenario/metric-catalogue.ts';

/**
 * The measure that counts how many of the values behind `name` were cut off, `small/tasks.censored` for `small/wait.p95`: where it is above 0,
 * that figure is a lower bound. Null of a measure that has no such count.
 */
export function cutOffCount(name: string): string | null {
  const scope = name.slice(0, name.lastIndexOf('/') + 1);
  const [measured] = name.slice(scope.length).split('.');
  const count = COUNTS[measured as keyof typeof COUNTS];
  return count === undefined ? null : `${scope}${count}`;
}

const COUNTS = {
  wait: 'tasks.censored',
  applyWait: 'tasks.applyCensored',
  blocked: 'tasks.blockedCensored',
} as const satisfies Readonly<Record<string, MetricName>>;
