import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import type { CampaignEnd, Find } from '../../experiment/fuzz/campaign.ts';
import { writeCorpus } from '../../experiment/fuzz/corpus-folder.ts';
import { findFile, nameOf } from '../../experiment/fuzz/find-file.ts';
import { mergeCampaigns } from '../../experiment/fuzz/merge-campaigns.ts';
import type { Shard } from '../../experiment/shard.ts';
import { pathFrom } from '../../experiment/tune/program-word.ts';
import { policiesIn, withPolicies } from '../../experiment/user-policies.ts';
import { loadScenario } from '../../scenario/load.ts';
import { policyWord } from '../../scenario/policy-word.ts';
import { badInput } from '../bad-input.ts';
import { counted } from '../counted.ts';
import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import { checkOutputs, inputFiles } from '../output-files.ts';
import { interruptOf } from '../run/interrupt.ts';
import { showProgress } from '../run/progress.ts';
import { prepareReportFolder } from '../run/report-folder.ts';
import { writeResults } from '../shard/results-file.ts';
import { tellProblems } from '../tell-problems.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { type CampaignShards, campaignFile, campaignOnKubernetes } from './campaign-shards.ts';
import { type FuzzRequest, fuzzCommand, fuzzRequest } from './fuzz-request.ts';
import { requestedCampaign } from './requested-campaign.ts';

/**
 * Draws, runs, shrinks, writes. What is wrong with the pinned fields is told before anything runs. With `shards` their ends are put together
 * in place of a campaign here.
 */
export async function executeFuzz(
  given: GivenArguments,
  terminal: Terminal,
  shards: CampaignShards | null = null,
): Promise<ExitCode> {
  const request = fuzzRequest(given);
  const problems = await withPolicies(() => request.choice.policies.flatMap((policy) => problemsWith(policy, request)));
  if (problems.length > 0) {
    if (request.json) printJson('fuzz', badInput(problems), terminal);
    else tellProblems(problems, terminal, '; nothing was run');
    return EXIT.badInput;
  }
  if (request.shard !== null && request.results !== null)
    return executeShare(given, request, request.shard, request.results, terminal);
  for (const folder of [request.out, request.corpus]) if (folder !== null) prepareReportFolder(folder);
  const { kubernetes } = request;
  const done = kubernetes === null ? shards : await campaignOnKubernetes(given, request, kubernetes, terminal);
  if (kubernetes !== null && done === null) return EXIT.unavailable;
  return tellCampaign(given, request, done ?? (await runAll(request, terminal)), terminal);
}

function tellCampaign(given: GivenArguments, request: FuzzRequest, ran: CampaignShards, terminal: Terminal): ExitCode {
  const end = mergeCampaigns(ran.ends, request.findsMax);
  const { isCut: interrupted, seconds } = ran;
  if (request.corpus !== null) writeCorpus(request.corpus, end.corpus);
  const finds = end.finds.map((find) => {
    const shard = request.shard ?? (ran.count > 1 ? { index: (find.index % ran.count) + 1, count: ran.count } : null);
    return { find, ...written(find, request, fuzzCommand(given, shard)) };
  });
  const exitCode = gravest([finds.length > 0 ? EXIT.broken : EXIT.good, interrupted ? EXIT.interrupted : EXIT.good]);
  if (request.json) {
    const told = finds.map(({ find, file, text }) => ({ ...asJson(find), file, text }));
    const { tried, refused } = end;
    const features = end.features.size;
    const output = { poolproof: VERSION, exitCode, interrupted, tried, seconds, features, refused, finds: told };
    printJson('fuzz', output, terminal);
    return exitCode;
  }
  for (const { find, file, text } of finds) terminal.print(findText(find, file, text, terminal));
  terminal.print(endText(end, seconds, request, terminal));
  if (interrupted) terminal.print('interrupted: this is what was found so far\n');
  return exitCode;
}

/** A share whose finds are told when all shards are merged. */
async function executeShare(
  given: GivenArguments,
  request: FuzzRequest,
  shard: Shard,
  results: string,
  terminal: Terminal,
): Promise<ExitCode> {
  checkOutputs([{ option: '--results', path: results }], inputFiles(given, []));
  const { ends, isCut, seconds } = await runAll(request, terminal);
  if (isCut) return EXIT.interrupted;
  const line = given.without(['shard', 'results', 'jobs']);
  for (const end of ends) {
    writeResults(results, campaignFile({ campaign: end, seconds }, request, shard, line));
    if (!request.json) {
      const found = counted(end.finds.length, 'find');
      terminal.print(
        `shard ${shard.index} of ${shard.count}: ${counted(end.tried, 'scenario')}, ${found}\nresults: ${results}\n`,
      );
    }
  }
  return EXIT.good;
}

/** Of the pins, and of a policy that is a file: as if they were set on a plain scenario. Pins are told of once. */
function problemsWith(policy: string, { set, choice }: FuzzRequest) {
  const pins = policy === choice.policies[0] ? set : [];
  if (pins.length === 0 && policyWord(policy).kind === 'name') return [];
  const plain = `scenario: fuzz
clock: { start: 2026-01-05T08:00:00 }
run: { duration: 10m }
pool: { max: 4, autoscaler: { policy: ${JSON.stringify(policy)} } }
`;
  const name = 'the plain scenario that --policy and --set are tried on';
  return loadScenario(plain, name, { set: pins, policies: policiesIn('') }).problems;
}

async function runAll(request: FuzzRequest, terminal: Terminal): Promise<CampaignShards> {
  const interrupt = interruptOf(() =>
    terminal.warn(
      request.results === null
        ? '\nstopping; what was found so far is kept (Ctrl-C again ends at once)\n'
        : '\nstopping; a shard is whole or nothing: no results are written\n',
    ),
  );
  interrupt.arm();
  const progress = showProgress(terminal, true);
  const startedAt = performance.now();
  try {
    const end = await requestedCampaign(request, interrupt.signal, progress.advance);
    const seconds = (performance.now() - startedAt) / 1000;
    return { ends: [end], count: 1, isCut: interrupt.signal.aborted, seconds };
  } finally {
    progress.end();
    interrupt.release();
  }
}

function written(
  find: Find,
  { out, choice }: FuzzRequest,
  command: string,
): { readonly file: string | null; readonly text: string } {
  if (out === null) return { file: null, text: findFile(find, choice, command) };
  const text = findFile(find, choice, command, (policy) => pathFrom(out, policy));
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
  return `${counted(tried, 'scenario')} of seed ${choice.seed} in ${seconds.toFixed(1)} s: ${found}; ${features.size} different things happened${unsound}\n${next}`;
}
