import type { AnyPolicy, ParameterDescription } from '../engine/policy.ts';
import { formatDuration } from './duration-text.ts';
import { BOUNDS_OF_KIND, rangeOf } from './policy-parameters.ts';

/** When a policy decides beside its ticks: `at once when a task arrives, begins or ends`; null = by its ticks alone. */
export function reactionText({ reactsWithinMs }: Pick<AnyPolicy, 'reactsWithinMs'>): string | null {
  if (reactsWithinMs === undefined) return null;
  return reactsWithinMs === 0
    ? 'at once when a task arrives, begins or ends'
    : `within ${formatDuration(reactsWithinMs)} after a task arrives, begins or ends`;
}

/** `from 0.001 to 0.5`; null where the kind says it all. */
export function rangeText(parameter: Pick<ParameterDescription, 'kind' | 'min' | 'max'>): string | null {
  const { kind } = parameter;
  const { min: low, max: high } = rangeOf(parameter);
  if (low === BOUNDS_OF_KIND[kind].min && high === BOUNDS_OF_KIND[kind].max) return null;
  const written = (value: number): string => (kind === 'duration' ? formatDuration(value) : String(value));
  return [
    ...(low === undefined ? [] : [`from ${written(low)}`]),
    ...(high === undefined ? [] : [`to ${written(high)}`]),
  ].join(' ');
}
