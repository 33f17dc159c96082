import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import { type CampaignEnd, type Find, runCampaign } from '../../experiment/fuzz/campaign.ts';
import { readCorpus, writeCorpus } from '../../experiment/fuzz/corpus-folder.ts';
import { findFile, nameOf } from '../../experiment/fuzz/find-file.ts';
import { loadScenario } from '../../scenario/load.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import { interruptOf } from '../run/interrupt.ts';
import { showProgress } from '../run/progress.ts';
import { prepareReportFolder } from '../run/report-folder.ts';
import { tellProblems } from '../tell-problems.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { type FuzzRequest, fuzzCommand, fuzzRequest } from './fuzz-request.ts';

/** Draws, runs, shrinks, writes. What is wrong with the pinned fields is told before anything runs. */
export async function executeFuzz(given: GivenArguments, terminal: Terminal): Promise<ExitCode> {
  const request = fuzzRequest(given);
  const problems = pinProblems(request);
  if (problems.length > 0) {
    tellProblems(problems, terminal, '; nothing was run');
    return EXIT.badInput;
  }
  for (const folder of [request.out, request.corpus]) if (folder !== null) prepareReportFolder(folder);
  const startedAt = performance.now();
  const { end, interrupted } = await runAll(request, terminal);
  const seconds = (performance.now() - startedAt) / 1000;
  if (request.corpus !== null) writeCorpus(request.corpus, end.corpus);
  const command = fuzzCommand(given);
  const finds = end.finds.map((find) => ({ find, ...written(find, request, command) }));
  const exitCode = gravest([finds.length > 0 ? EXIT.broken : EXIT.good, interrupted ? EXIT.interrupted : EXIT.good]);
  if (request.json) {
    const told = finds.map(({ find, file, text }) => ({ ...asJson(find), file, text }));
    const { tried, features, refused } = end;
    const output = { poolproof: VERSION, exitCode, interrupted, tried, seconds, features, refused, finds: told };
    printJson('fuzz', output, terminal);
    return exitCode;
  }
  for (const { find, file, text } of finds) terminal.print(findText(find, file, text, terminal));
  terminal.print(endText(end, seconds, request, terminal));
  if (interrupted) terminal.print('interrupted: this is what was found so far\n');
  return exitCode;
}

/** Of the pins alone: as if they were set on a plain scenario. */
function pinProblems({ set, choice }: FuzzRequest) {
  if (set.length === 0) return [];
  const plain = `scenario: fuzz
clock: { start: 2026-01-05T08:00:00 }
run: { duration: 10m }
pool: { max: 4, autoscaler: { policy: ${choice.policies[0]} } }
`;
  return loadScenario(plain, 'the plain scenario that --set is tried on', { set }).problems;
}

async function runAll(
  { choice, runs, timeMs, findsMax, jobs, corpus }: FuzzRequest,
  terminal: Terminal,
): Promise<{ readonly end: CampaignEnd; readonly interrupted: boolean }> {
  const interrupt = interruptOf(() =>
    terminal.warn('\nstopping; what was found so far is kept (Ctrl-C again ends at once)\n'),
  );
  interrupt.arm();
  const progress = showProgress(terminal, true);
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  try {
    const end = await runCampaign(choice, {
      runs,
      findsMax,
      jobs,
      corpus: corpus === null ? [] : readCorpus(corpus),
      isTimeUp: () => timeMs !== null && elapsedMs() > timeMs,
      signal: interrupt.signal,
      onProgress: (tried) => progress.advance(tried, total(tried, runs, timeMs, elapsedMs())),
    });
    return { end, interrupted: interrupt.signal.aborted };
  } finally {
    progress.end();
    interrupt.release();
  }
}

/** With a time limit, as many as would fit at this pace. */
const total = (tried: number, runs: number, timeMs: number | null, elapsedMs: number): number =>
  timeMs === null ? runs : Math.min(runs, Math.max(tried, Math.round((tried * timeMs) / Math.max(elapsedMs, 1))));

function written(
  find: Find,
  { out, choice }: FuzzRequest,
  command: string,
): { readonly file: string | null; readonly text: string } {
  const text = findFile(find, choice, command);
  if (out === null) return { file: null, text };
  const file = join(out, `${nameOf(find.index, find.shrunk.failure.law)}.yaml`);
  writeFileAtomically(file, text);
  return { file, text };
}

const asJson = ({ index, times, failure, shrunk }: Find) => ({
  index,
  times,
  law: failure.law,
  found: failure.text,
  shrunk: shrunk.failure.text,
  at: shrunk.failure.at,
  trials: shrunk.trials,
});

function findText({ times, failure: { law } }: Find, file: string | null, text: string, terminal: Terminal): string {
  const heading = terminal.paint('red', law === null ? 'the program failed' : `law ${law} broken`);
  const where = file === null ? '' : `, ${file}`;
  return `${heading} (${counted(times, 'scenario')}${where})\n\n${text.replace(/^/gm, '  ').trimEnd()}\n\n`;
}

function endText(
  { tried, finds, features, refused }: CampaignEnd,
  seconds: number,
  { choice, out }: FuzzRequest,
  terminal: Terminal,
): string {
  const found =
    finds.length === 0
      ? terminal.paint('green', 'no law broke')
      : terminal.paint('red', `${finds.length} different ${finds.length === 1 ? 'find' : 'finds'}`);
  const unsound = refused.count === 0 ? '' : `, ${refused.count} drawn ones were no sound scenarios`;
  const next = finds.length > 0 && out === null ? 'write them as scenario files with --out finds\n' : '';
  return `${counted(tried, 'scenario')} of seed ${choice.seed} in ${seconds.toFixed(1)} s: ${found}; ${features} different things happened${unsound}\n${next}`;
}
