import type { Comparison } from '../scenario/expectation.ts';

/**
 * Whether an observed value is as wanted. Words and figures are equal when they read the same (`"1"` is 1); a word is neither more nor
 * less than anything. An observation that does not exist (null) meets nothing.
 */
export function isMet(comparison: Comparison, observed: number | string | null): boolean {
  if (observed === null) return false;
  if (comparison.op === 'between') {
    return typeof observed === 'number' && observed >= comparison.low && observed <= comparison.high;
  }
  const { op, value } = comparison;
  if (op === '=') return observed === value || String(observed) === String(value);
  if (op === '!=') return observed !== value && String(observed) !== String(value);
  if (typeof observed !== 'number' || typeof value !== 'number') return false;
  if (op === '<') return observed < value;
  if (op === '<=') return observed <= value;
  return op === '>' ? observed > value : observed >= value;
}

/** The figures at which a comparison may turn over. */
export function thresholds(comparison: Comparison): readonly number[] {
  if (comparison.op === 'between') return [comparison.low, comparison.high];
  return typeof comparison.value === 'number' ? [comparison.value] : [];
}
