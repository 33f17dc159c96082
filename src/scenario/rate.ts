import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

const PER_HOUR: Readonly<Record<string, number>> = { s: 3600, m: 60, min: 60, h: 1, d: 1 / 24 };
/** A thousand a second: more is a mistyped unit. */
const MAX_PER_HOUR = 3_600_000;

/** `30/h` → 30 per hour; else what is wrong with it. */
export function parseRate(value: unknown, path: string): number | Sentence {
  if (typeof value === 'number') return messages.rateWithoutUnit(path, value);
  const parts = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*\/\s*([a-z]+)$/i.exec(value.trim()) : null;
  if (parts === null || !Object.hasOwn(PER_HOUR, parts[2]!)) return messages.notRate(path, value);
  const perHour = Number(parts[1]) * PER_HOUR[parts[2]!]!;
  return perHour > MAX_PER_HOUR ? messages.rateTooHigh(path, value) : perHour;
}
