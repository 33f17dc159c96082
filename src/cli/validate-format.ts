import { nearest } from '../scenario/nearest.ts';
import type { GivenArguments } from './given-arguments.ts';
import { UsageError } from './usage-error.ts';

export const FORMATS = ['text', 'github', 'sarif'] as const;
export type ValidateFormat = (typeof FORMATS)[number] | 'json';

/** How `validate` tells what is wrong. */
export function validateFormatOf(given: GivenArguments): ValidateFormat {
  const named = given.text('format');
  if (named === null) return given.flag('json') ? 'json' : 'text';
  const format = FORMATS.find((each) => each === named);
  if (format === undefined) {
    const close = nearest(named, FORMATS);
    throw new UsageError(
      `no such format: ${named}`,
      close === null ? `one of: ${FORMATS.join(', ')}` : `did you mean ${close}?`,
    );
  }
  if (given.flag('json'))
    throw new UsageError(`--json and --format ${format} both want standard output`, 'give one of them');
  return format;
}
