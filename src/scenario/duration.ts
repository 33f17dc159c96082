import { UNITS } from './duration-text.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/** Longest duration of the language, and the most that a draw gives: sums of a few stay exact whole numbers. */
export const MAX_DURATION_MS = 100 * 365 * 86_400_000;

/** `30s`, `1.5h`, `1h30m` → whole ms; else what is wrong with it. `path` is for the sentence. */
export function parseDuration(value: unknown, path: string): number | Sentence {
  if (typeof value === 'number') return messages.durationWithoutUnit(path, String(value));
  if (typeof value !== 'string') return messages.notDuration(path, value);
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return messages.durationWithoutUnit(path, text);
  if (text.startsWith('-')) return messages.negativeDuration(path, text);
  if (!/^(\d+(\.\d+)?[a-z]+)+$/i.test(text)) return messages.notDuration(path, value);
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/gi)) {
    if (!Object.hasOwn(UNITS, unit!)) return messages.unknownUnit(path, text, unit!);
    sum += Number(amount) * UNITS[unit!]!;
  }
  if (sum > MAX_DURATION_MS) return messages.durationTooLong(path, text);
  return Math.round(sum);
}
