import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import { pathSegment } from '../path-segment.ts';
import { UsageError } from '../usage-error.ts';

/** Options that name a file which holds one run. */
export type RunFileOption = '--journal' | '--perfetto';

export type RunPath = (variant: PlannedVariant, replication: number) => string;

/**
 * Where the file of each run goes. One run: the file as it is named. Several: the name must tell them apart by `{scenario}`,
 * `{variant}` and `{replication}`, for one file holds one run.
 */
export function runPaths(option: RunFileOption, template: string, variants: readonly PlannedVariant[]): RunPath {
  const pathOf: RunPath = (planned, replication) =>
    template
      .replaceAll('{scenario}', pathSegment(planned.scenario))
      .replaceAll('{variant}', pathSegment(planned.variant))
      .replaceAll('{replication}', String(replication));
  const seen = new Set<string>();
  for (const planned of variants) {
    for (let replication = 0; replication < planned.replications.max; replication++) {
      const path = pathOf(planned, replication);
      if (seen.has(path)) {
        throw new UsageError(
          `${option} ${template} would hold more than one run`,
          'name one variant with --variant, or put {scenario}, {variant} and {replication} into the name',
        );
      }
      seen.add(path);
    }
  }
  return pathOf;
}
