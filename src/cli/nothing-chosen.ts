import type { SuiteChoice, SuitePlan } from '../experiment/plan-suite.ts';
import { nearest } from '../scenario/nearest.ts';
import { UsageError } from './usage-error.ts';

/** Why nothing of sound files is left. Only `run` can choose in other ways than by the variant's name. */
export function nothingChosen(
  { elsewhere, names }: Pick<SuitePlan, 'elsewhere' | 'names'>,
  { variant, mode }: Pick<SuiteChoice, 'variant' | 'mode'>,
): UsageError {
  if (elsewhere.length > 0)
    return new UsageError(`${elsewhere.join(', ')} is not for mode ${mode}`, `add ${mode} to its modes`);
  if (variant === null || names.includes(variant))
    return new UsageError('no variant is left to run', 'loosen --variant, --grep or --label');
  const close = nearest(variant, names);
  const shown = names.length > SHOWN_MAX ? [...names.slice(0, SHOWN_MAX), '…'] : names;
  return new UsageError(
    `there is no variant ${variant}`,
    close === null ? `there are ${shown.join(', ')}` : `did you mean ${close}?`,
  );
}

/** Of a whole gallery nobody reads all names. */
const SHOWN_MAX = 10;
