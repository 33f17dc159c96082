import type { MetricDescription } from '../scenario/metric-catalogue.ts';

/** A measure's value as people read it: `1m 30s`, `63 %`, `4.25 pod-hours`; `none` when it has none. Never locale-dependent. */
export function formatMeasure(value: number | null, unit: MetricDescription['unit']): string {
  if (value === null || Number.isNaN(value)) return 'none';
  switch (unit) {
    case 'ms':
      return formatDuration(value);
    case 'ratio':
      return formatRatio(value);
    case 'count':
      return formatNumber(value);
    case 'per-hour':
      return `${formatNumber(value)} per hour`;
    case 'currency':
      return value.toFixed(2);
    case 'pods':
    case 'pod-hours':
    case 'nodes':
    case 'node-hours':
    case 'tasks':
      return `${formatNumber(value)} ${value === 1 ? unit.slice(0, -1) : unit}`;
    default:
      return unit satisfies never;
  }
}

/** `85 ms`, `1.5s`, `2m 05s`, `3h 20m`, `2d 4h`: two places are enough to judge by. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return ms > 0 ? 'never' : 'none';
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1000) return ms === 0 ? '0s' : `${trimmed(ms, 0)}ms`;
  // Rounded to what will be shown before it is cut into parts, so that no part reads 60.
  if (ms < 59_950) return `${trimmed(ms / 1000, 1)}s`;
  if (ms < 3_599_500) return twoParts(Math.round(ms / 1000), 60, ['m', 's']);
  if (ms < 172_770_000) return twoParts(Math.round(ms / 60_000), 60, ['h', 'm']);
  return twoParts(Math.round(ms / 3_600_000), 24, ['d', 'h']);
}

/** A point in time since the run began, to the second, of fixed form: `0:01:30`, `26:00:05`, `0:00:00.250`. */
export function formatInstant(ms: number): string {
  const whole = Math.floor(ms / 1000);
  const rest = Math.round(ms - whole * 1000);
  const clock = `${Math.floor(whole / 3600)}:${padded(Math.floor(whole / 60) % 60)}:${padded(whole % 60)}`;
  return rest === 0 ? clock : `${clock}.${String(rest).padStart(3, '0')}`;
}

/** `63.4 %`. */
export const formatRatio = (ratio: number): string => `${trimmed(ratio * 100, 1)} %`;

/** At most two decimals, fewer when they are zero. */
export const formatNumber = (value: number): string => trimmed(value, 2);

/** A bare figure of a decision: at most four digits behind the point. */
export const formatFigure = (value: number): string => String(Number(value.toFixed(4)));

const trimmed = (value: number, decimals: number): string => {
  const text = value.toFixed(decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '').replace(/^-0$/, '0');
};

function twoParts(total: number, base: number, [large, small]: readonly [string, string]): string {
  const rest = total % base;
  return rest === 0 ? `${total / base}${large}` : `${(total - rest) / base}${large} ${padded(rest)}${small}`;
}

const padded = (value: number): string => String(value).padStart(2, '0');
