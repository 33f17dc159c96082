import { performance } from 'node:perf_hooks';
import { runShard } from '../../experiment/shard.ts';
import { formatDuration } from '../../report/quantity.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { checkOutputs, inputFiles } from '../output-files.ts';
import { interruptOf } from '../run/interrupt.ts';
import { showProgress } from '../run/progress.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { worthWorkers } from '../worth-workers.ts';
import { writeResults } from './results-file.ts';
import type { ShardRequest } from './shard-request.ts';
import type { Shared } from './shared.ts';

/** Does one share of a command's runs and writes what came of them; verdicts and reports come when all shares are merged. */
export async function executeShard(
  { command, given, files, work, jobs, isQuiet }: Shared,
  { shard, results }: ShardRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  checkOutputs([{ option: '--results', path: results }], inputFiles(given, files));
  const interrupt = interruptOf(() =>
    terminal.warn('\nstopping; a shard is whole or nothing: no results are written\n'),
  );
  const progress = showProgress(terminal, !isQuiet);
  const startedAt = performance.now();
  interrupt.arm(['SIGINT']);
  try {
    const { runs, total, interrupted } = await runShard(work, shard, {
      jobs,
      isWorthWorkers: worthWorkers(),
      signal: interrupt.signal,
      stop: interrupt,
      onProgress: (finished, expected) => {
        interrupt.arm();
        progress.advance(finished, expected);
      },
    });
    if (interrupted) return EXIT.interrupted;
    const line = given.without(['shard', 'results', 'jobs']);
    writeResults(results, { version: VERSION, command, given: line, shard, runs });
    const elapsed = formatDuration(performance.now() - startedAt);
    if (!isQuiet)
      terminal.print(
        `shard ${shard.index} of ${shard.count}: ${runs.length} of ${counted(total, 'run')} (${elapsed})\nresults: ${results}\n`,
      );
    return EXIT.good;
  } finally {
    progress.end();
    interrupt.release();
  }
}
