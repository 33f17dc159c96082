import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dieOfIt, guardProcess } from '../../experiment/own-process.ts';
import { runShard, type Shard } from '../../experiment/shard.ts';
import { packShard } from '../../experiment/shard-file.ts';
import { LOG_ROOM_BYTES, progressLine, reportLines, type ShardReport } from '../../real/shard-log.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { campaignFile } from '../fuzz/campaign-shards.ts';
import { fuzzRequest } from '../fuzz/fuzz-request.ts';
import { requestedCampaign } from '../fuzz/requested-campaign.ts';
import { GivenArguments } from '../given-arguments.ts';
import { guarded } from '../program.ts';
import { processTerminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { type ShardTask, TASK_FILE } from './shard-task.ts';
import type { Shared } from './shared.ts';
import { SHARED_COMMANDS } from './shared-commands.ts';

const TASK = fileURLToPath(new URL(`../../../../${TASK_FILE}`, import.meta.url));
const TOLD_EVERY_MS = 1000;

/** Standard output is the report's. */
const plain = processTerminal();
const terminal = { ...plain, print: plain.warn };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

guardProcess(dieOfIt);

/** Entry of a shard's pod: plans the command as everybody else does, runs its share and writes what came of it to its log. */
process.exitCode = await guarded(async () => {
  const task = JSON.parse(readFileSync(TASK, 'utf8')) as ShardTask;
  const given = new GivenArguments(task.given);
  if (task.command === 'fuzz') return campaign(given);
  return SHARED_COMMANDS[task.command](given, terminal, { kind: 'shared', take });
}, terminal);

async function take({ command, work }: Shared): Promise<ExitCode> {
  const shard = shardOf(process.env.POOLPROOF_SHARD ?? '');
  const from = Number(process.env.POOLPROOF_SHARD_FROM);
  const { runs, own } = await runShard(work, shard, {
    jobs: 1,
    isWorthWorkers: () => false,
    signal: new AbortController().signal,
    from,
    room: LOG_ROOM_BYTES,
    onProgress: nowAndThen((finished, total) => say(progressLine(from + finished, from + total))),
  });
  const payload = packShard({ version: VERSION, command, given: {}, shard, runs });
  return report({ payload, done: from + runs.length, of: own });
}

async function campaign(given: GivenArguments): Promise<ExitCode> {
  const shard = shardOf(process.env.POOLPROOF_SHARD ?? '');
  const request = { ...fuzzRequest(given), shard, jobs: 1 };
  const tell = nowAndThen((tried, total) => say(progressLine(tried, total)));
  const startedAt = performance.now();
  const end = await requestedCampaign(request, new AbortController().signal, tell);
  const seconds = (performance.now() - startedAt) / 1000;
  const file = campaignFile({ campaign: end, seconds }, request, shard, {});
  return report({ payload: packShard(file), done: end.tried, of: end.tried });
}

function nowAndThen(tell: (done: number, of: number) => void): (done: number, of: number) => void {
  let toldAt = 0;
  return (done, of) => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    tell(done, of);
  };
}

function report(done: ShardReport): ExitCode {
  if (done.payload.length > 2 * LOG_ROOM_BYTES)
    throw new UsageError(
      `what one pod measured takes ${(done.payload.length / 2 ** 20).toFixed(1)} MiB, and a log does not hold it`,
      'leave out --report or --corpus, or do it with --shard and --results (docs/shards.md)',
    );
  for (const line of reportLines(done)) say(line);
  return EXIT.good;
}

function shardOf(text: string): Shard {
  const [index = 1, count = 1] = text.split('/').map(Number);
  return { index, count };
}
