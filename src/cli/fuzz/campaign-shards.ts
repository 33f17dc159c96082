import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { CampaignEnd } from '../../experiment/fuzz/campaign.ts';
import type { Shard } from '../../experiment/shard.ts';
import type { CampaignShardFile } from '../../experiment/shard-file.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { KUBERNETES_NAMES, type KubernetesRequest } from '../shard/kubernetes-request.ts';
import { shardPackage } from '../shard/shard-package.ts';
import type { Terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import type { FuzzRequest } from './fuzz-request.ts';

/** A campaign that has ended, or its shards, in order; `isCut`: somebody stopped it. */
export interface CampaignShards {
  readonly ends: readonly CampaignEnd[];
  readonly count: number;
  readonly isCut: boolean;
  /** Of the one that took longest. */
  readonly seconds: number;
}

/** What a shard leaves, of its campaign here. The corpus only for who keeps one. */
export const campaignFile = (
  { campaign, seconds }: Pick<CampaignShardFile, 'campaign' | 'seconds'>,
  { corpus }: FuzzRequest,
  shard: Shard,
  given: Readonly<Record<string, unknown>>,
): CampaignShardFile => ({
  ...{ version: VERSION, command: 'fuzz', given, shard, seconds },
  campaign: { ...campaign, corpus: corpus === null ? [] : campaign.corpus },
});

/** In order of the shards, since that is the order of the corpus. */
export function campaignShards(files: readonly CampaignShardFile[], isCut: boolean): CampaignShards {
  const ordered = files.toSorted((a, b) => a.shard.index - b.shard.index);
  return {
    ends: ordered.map(({ campaign }) => campaign),
    count: ordered[0]?.shard.count ?? 1,
    isCut,
    seconds: Math.max(0, ...ordered.map(({ seconds }) => seconds)),
  };
}

/** Has all shards of a campaign done by a cluster; null when it could not, which has been told. */
export async function campaignOnKubernetes(
  given: GivenArguments,
  request: FuzzRequest,
  kubernetes: KubernetesRequest,
  terminal: Terminal,
): Promise<CampaignShards | null> {
  const { shardsOnKubernetes } = await import('../shard/shards-on-kubernetes.ts');
  const startedAt = performance.now();
  // Below the working directory it lies in a pod, too.
  const corpus = request.corpus === null ? null : relative('', resolve(request.corpus));
  const line = given.without([...KUBERNETES_NAMES, 'jobs', 'out', 'json']);
  const task = { command: 'fuzz' as const, given: corpus === null ? line : { ...line, corpus } };
  const shards = Math.min(kubernetes.shards, request.runs);
  const runs = request.timeMs === null ? request.runs : null;
  const parts = shardPackage(task, corpus === null ? [] : documentsIn(corpus));
  const work = { parts, shards, runs, isQuiet: false };
  const came = await shardsOnKubernetes(work, kubernetes, terminal);
  if (came === null) return null;
  const files = came.files.filter((file): file is CampaignShardFile => file.command === 'fuzz');
  return { ...campaignShards(files, came.isCut), count: shards, seconds: (performance.now() - startedAt) / 1000 };
}

const documentsIn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));
