import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import type { OutputFile } from '../output-files.ts';
import type { Elsewhere } from '../shard/shared.ts';
import type { RunRequest } from './run-request.ts';
import { suiteRuns } from './suite-runs.ts';

/** The files that a run is asked for, but for those in the folder of its reports. A shard writes what one run leaves, and merging the rest. */
export function runOutputs(
  request: RunRequest,
  variants: readonly PlannedVariant[],
  elsewhere: Elsewhere | null,
): readonly OutputFile[] {
  if (elsewhere?.kind === 'shared') return [];
  const { reporters, openMetrics, golden, shard } = request;
  const isElsewhere = shard !== null && elsewhere === null;
  const file = (option: string, path: string | null): readonly OutputFile[] =>
    path === null ? [] : [{ option, path, isElsewhere }];
  return [
    ...(elsewhere === null ? filesOfRuns(request, variants) : []),
    ...(isElsewhere ? [{ option: '--results', path: shard.results }] : []),
    ...reporters.flatMap((each) => file(`--reporter ${each.reporter}`, each.file)),
    ...file('--openmetrics', openMetrics),
    ...file('--golden', golden?.mode === 'update' ? golden.file : null),
  ];
}

function filesOfRuns(request: RunRequest, variants: readonly PlannedVariant[]): readonly OutputFile[] {
  if (request.journal === null && request.perfetto === null) return [];
  const { journalPath, perfettoPath } = suiteRuns(request, variants);
  return variants.flatMap((variant) =>
    Array.from({ length: variant.replications.max }, (_, replication) => [
      { option: '--journal', path: journalPath(variant, replication) },
      { option: '--perfetto', path: perfettoPath?.(variant, replication) ?? null },
    ])
      .flat()
      .flatMap(({ option, path }) => (path === null ? [] : [{ option, path }])),
  );
}
