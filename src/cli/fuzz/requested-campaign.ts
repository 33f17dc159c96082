import { performance } from 'node:perf_hooks';
import { type CampaignEnd, ownRuns, runCampaign } from '../../experiment/fuzz/campaign.ts';
import { readCorpus } from '../../experiment/fuzz/corpus-folder.ts';
import type { FuzzRequest } from './fuzz-request.ts';

/** Runs what was asked for, here or in the pod of a shard. `onProgress` hears how many there will be, as far as one can tell. */
export function requestedCampaign(
  { choice, runs, timeMs, findsMax, jobs, corpus, shard }: FuzzRequest,
  signal: AbortSignal,
  onProgress: (tried: number, total: number) => void,
): Promise<CampaignEnd> {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  const own = shard === null ? runs : ownRuns(runs, shard);
  return runCampaign(choice, {
    runs,
    ...(shard === null ? {} : { shard }),
    findsMax,
    jobs,
    corpus: corpus === null ? [] : readCorpus(corpus),
    isTimeUp: () => timeMs !== null && elapsedMs() > timeMs,
    signal,
    onProgress: (tried) => onProgress(tried, total(tried, own, timeMs, elapsedMs())),
  });
}

/** With a time limit, as many as would fit at this pace. */
const total = (tried: number, runs: number, timeMs: number | null, elapsedMs: number): number =>
  timeMs === null ? runs : Math.min(runs, Math.max(tried, Math.round((tried * timeMs) / Math.max(elapsedMs, 1))));
