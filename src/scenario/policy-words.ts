import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import { formatDuration } from './duration-text.ts';

/** When a policy decides beside its ticks: `at once when a task arrives, begins or ends`; null = by its ticks alone. */
export function reactionText({ reactsWithinMs }: Pick<AnyPolicy, 'reactsWithinMs'>): string | null {
  if (reactsWithinMs === undefined) return null;
  return reactsWithinMs === 0
    ? 'at once when a task arrives, begins or ends'
    : `within ${formatDuration(reactsWithinMs)} after a task arrives, begins or ends`;
}

type Range = Pick<ParameterDescription, 'min' | 'max'>;

/** What every parameter of a kind may be. */
const OF_KIND: Readonly<Record<ParameterDescription['kind'], Range>> = {
  ratio: { min: 0, max: 1 },
  count: { min: 0 },
  duration: { min: 0 },
  number: {},
  boolean: {},
  choice: {},
};

/** `from 0.001 to 0.5`; null where the kind says it all. */
export function rangeText({ kind, min, max }: Pick<ParameterDescription, 'kind' | 'min' | 'max'>): string | null {
  const own = OF_KIND[kind];
  const low = min ?? own.min;
  const high = max ?? own.max;
  if (low === own.min && high === own.max) return null;
  const written = (value: number): string => (kind === 'duration' ? formatDuration(value) : String(value));
  return [
    ...(low === undefined ? [] : [`from ${written(low)}`]),
    ...(high === undefined ? [] : [`to ${written(high)}`]),
  ].join(' ');
}
