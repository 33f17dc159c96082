/** ms in each unit of time. */
export const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The shortest way to write whole ms: `1m30s`, `2h`, `250ms`. */
export function formatDuration(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return 'never';
  let rest = ms;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const amount = Math.floor(rest / UNITS[unit]!);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * UNITS[unit]!;
  }
  return text === '' ? '0s' : text;
}
