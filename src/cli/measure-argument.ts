import { METRIC_NAMES, METRICS, type MetricName } from '../scenario/metric-catalogue.ts';
import { nearest } from '../scenario/nearest.ts';
import type { GivenArguments } from './given-arguments.ts';
import { UsageError } from './usage-error.ts';

/** A measure of the catalogue that an option names. */
export function measureNamed(text: string, option: string): MetricName {
  const name = METRIC_NAMES.find((each) => each === text.trim());
  if (name !== undefined) return name;
  const close = nearest(text, METRIC_NAMES);
  throw new UsageError(
    `--${option}: there is no measure ${text}`,
    close === null ? '`poolproof metrics` lists them' : `did you mean ${close}?`,
  );
}

/** Ranks and fronts want measures of which less is better. Null where the option is not given. */
export function lowMeasure(given: GivenArguments, option: string): MetricName | null {
  const text = given.text(option);
  if (text === null) return null;
  const name = measureNamed(text, option);
  if (METRICS[name].better === 'low') return name;
  throw new UsageError(
    `--${option} must be a measure of which less is better, and ${name} is not`,
    'for example wait.p95 or pods.hours',
  );
}
