import type { Override } from '../scenario/load.ts';
import { UsageError } from './usage-error.ts';

/** `--set pool.max=4` → the field and the YAML text of its value. The field itself is checked with the scenario. */
export function overridesOf(settings: readonly string[]): readonly Override[] {
  return settings.map((setting) => {
    const equals = setting.indexOf('=');
    if (equals < 1)
      throw new UsageError(`--set ${setting} does not say a field and its value`, 'write it as --set pool.max=4');
    if (setting.slice(equals + 1).trim() === '')
      throw new UsageError(
        `--set ${setting} gives no value`,
        "write one; null takes the field away, '' is an empty text",
      );
    return { path: setting.slice(0, equals).trim(), value: setting.slice(equals + 1), from: `--set ${setting}` };
  });
}
