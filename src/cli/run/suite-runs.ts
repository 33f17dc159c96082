import type { PlannedVariant } from '../../experiment/plan-suite.ts';
import type { SuiteRuns } from '../../experiment/run-suite.ts';
import { type RunFileOption, type RunPath, runPaths } from './run-paths.ts';
import type { RunRequest } from './run-request.ts';

/** What the request wants kept of the runs: the same for one machine, for a shard and for merging. */
export function suiteRuns(request: RunRequest, variants: readonly PlannedVariant[]): SuiteRuns {
  const wantsReport = request.reportFolder !== null;
  const pathsOf = (option: RunFileOption, template: string | null): RunPath | (() => null) =>
    template === null ? () => null : runPaths(option, template, variants);
  return {
    collect: {
      fingerprint: request.fingerprint || request.golden !== null || wantsReport,
      charts: wantsReport,
      tasks: wantsReport,
    },
    checkDeterminism: request.checkDeterminism,
    bail: request.bail,
    journalPath: pathsOf('--journal', request.journal),
    perfettoPath: pathsOf('--perfetto', request.perfetto),
  };
}
