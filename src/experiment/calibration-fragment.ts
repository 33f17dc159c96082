import type { FittedDistribution } from '../measure/fit-distribution.ts';
import { formatDuration } from '../scenario/duration-text.ts';
import type { Override } from '../scenario/load.ts';
import type { FittedField, PoolCalibration } from './calibration.ts';

/**
 * The calibration as a piece of a scenario: what `pool` (or each of `pools`) has to say instead. It can be pasted into the file, or
 * laid over it with `--with`. `about` stands above it as comments.
 */
export function fragmentText(
  pools: readonly PoolCalibration[],
  { isSinglePool, about }: { readonly isSinglePool: boolean; readonly about: readonly string[] },
): string {
  const lines = about.map((line) => `# ${line}`);
  if (!isSinglePool) lines.push('pools:');
  for (const { pool, fields } of pools) {
    const indent = isSinglePool ? '' : '  ';
    const sections = ['pods', 'latency'].map((section) => ({
      section,
      fitted: fields.filter(({ field, fitted }) => fitted !== null && field.startsWith(`${section}.`)),
    }));
    if (sections.every(({ fitted }) => fitted.length === 0)) continue;
    lines.push(`${indent}${isSinglePool ? 'pool' : pool}:`);
    for (const { section, fitted } of sections) {
      if (fitted.length === 0) continue;
      lines.push(`${indent}  ${section}:`, ...fitted.map((field) => `${indent}    ${fieldLine(field)}`));
    }
  }
  return `${lines.join('\n')}\n`;
}

function fieldLine({ field, n, fitted, meanMs }: FittedField): string {
  const key = field.slice(field.indexOf('.') + 1);
  return `${key}: ${distributionText(fitted as FittedDistribution)} # n ${n}, mean ${formatDuration(Math.round(meanMs ?? 0))}`;
}

/** The calibration as it changes the scenario that it was fitted to when the file with it is laid over that with `--with`. */
export const calibrationOverrides = (
  pools: readonly PoolCalibration[],
  { isSinglePool, fragment }: { readonly isSinglePool: boolean; readonly fragment: string },
): readonly Override[] =>
  pools.flatMap(({ pool, fields }) =>
    fields.flatMap(({ field, fitted }) => {
      if (fitted === null) return [];
      const path = `${isSinglePool ? 'pool' : `pools.${pool}`}.${field}`;
      const value = distributionText(fitted);
      return [{ path, value, from: `--calibrate ${path}=${value}`, fragment }];
    }),
  );

/** As a scenario writes it, on one line. */
export function distributionText(fitted: FittedDistribution): string {
  switch (fitted.kind) {
    case 'constant':
      return formatDuration(fitted.ms);
    case 'lognormal':
      return `{ lognormal: { median: ${formatDuration(fitted.medianMs)}, p95: ${formatDuration(fitted.p95Ms)} } }`;
    case 'empirical':
      return `{ empirical: [${fitted.values.map(formatDuration).join(', ')}] }`;
  }
}
