import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import { pathSegment } from '../path-segment.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Where each run's journal goes. One run: the file as it is named. Several: the name must tell them apart by `{scenario}`,
 * `{variant}` and `{replication}`, for one journal holds one run.
 */
export function journalPaths(
  template: string,
  variants: readonly PlannedVariant[],
): (variant: PlannedVariant, replication: number) => string {
  const pathOf = (planned: PlannedVariant, replication: number): string =>
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
          `--journal ${template} would hold more than one run`,
          'name one variant with --variant, or put {scenario}, {variant} and {replication} into the name',
        );
      }
      seen.add(path);
    }
  }
  return pathOf;
}
