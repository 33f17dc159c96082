import { PerfettoTrace } from '../measure/perfetto/perfetto-trace.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { openJournalFile } from './journal-file.ts';
import type { Watch } from './measured-run.ts';

/** A trace for Perfetto on disk, written while the run goes on; `.gz` is compressed, as the viewer reads it. */
export interface PerfettoFile {
  /** Called once, when the run is about to begin. */
  readonly watch: Watch;
  /** Ends what is open where the run ended, or broke off. */
  commit(): void;
  discard(): void;
}

export function openPerfettoFile(path: string, scenario: CompiledScenario): PerfettoFile {
  const file = openJournalFile(path);
  let trace: PerfettoTrace | null = null;
  return {
    watch: (series) => {
      trace = new PerfettoTrace(scenario, series, file.write);
      return trace;
    },
    commit: () => {
      trace?.close();
      file.commit();
    },
    discard: file.discard,
  };
}
