import type { ClusterNotes } from '../experiment/run-outcome.ts';
import type { VariantResult } from '../experiment/variant-result.ts';
import type { StartTrouble } from '../measure/start-troubles.ts';
import { formatNumber } from './quantity.ts';

/**
 * What a run on a real cluster has to say of pods that did not start, of a harness that fell behind and of what it had to leave, one sentence
 * each; nothing in the simulation.
 */
export function clusterSentences({ runs }: VariantResult): readonly string[] {
  const many = runs.length > 1;
  return runs.flatMap(({ replication, cluster }) => {
    if (cluster === null) return [];
    const where = whereText(replication, many);
    return [
      ...cluster.notStarted.map((trouble) => `${startText(trouble)}: ${trouble.reason}${where}`),
      ...behindSentences(cluster.health).map((sentence) => sentence + where),
      ...cluster.left.map((what) => `left in the cluster: ${what}${where}`),
    ];
  });
}

function startText({ pool, pods, ran, ended }: StartTrouble): string {
  const many = `${pods} ${pods === 1 ? 'pod' : 'pods'} of ${pool}`;
  if (ended === pods) return `${many} ended before ${pods === 1 ? 'it was' : 'they were'} seen to run`;
  const end = ran === 0 ? 'none of them ran' : ran === pods ? 'all ran later' : `${ran} of them ran later`;
  return `${many} did not start at once, ${end}`;
}

/** How well the harness kept up, well or not: one sentence for each run on a real cluster. */
export function harnessSentences({ runs }: VariantResult): readonly string[] {
  return runs.flatMap(({ replication, cluster }) => {
    if (cluster === null) return [];
    const { longestInboxMs, watchLag, watch, refusedConnections } = cluster.health;
    const said = [
      `nothing waited longer than ${msText(longestInboxMs)} for the engine`,
      `the watch showed new pods after ${msText(watchLag.meanMs)} on average, ${msText(watchLag.maxMs)} at most`,
      `pods were listed ${timesText(watch.lists)} and watched ${timesText(watch.watches)}`,
      ...(refusedConnections === 0 ? [] : [`${refusedConnections} connections were refused or cut`]),
    ];
    return [`harness, in wall time: ${said.join('; ')}${whereText(replication, runs.length > 1)}`];
  });
}

/** In what it fell behind: results may then be the machine's and not the platform's. */
function behindSentences({ longestInboxMs, watchLag, watch }: ClusterNotes['health']): readonly string[] {
  const { failures, expired, stale, faults, gaps, lastTrouble } = watch;
  const troubles = [
    ...(failures === 0 ? [] : [`failed ${timesText(failures)}`]),
    ...(expired === 0 ? [] : [`had to begin anew ${timesText(expired)} (410)`]),
    ...(stale === 0 ? [] : [`hung ${timesText(stale)}`]),
    ...(faults === 0 ? [] : [`was handled wrongly ${timesText(faults)}`]),
  ];
  const last = lastTrouble === null ? '' : `, the last time: ${lastTrouble}`;
  return [
    ...(longestInboxMs < BEHIND_MS
      ? []
      : [`the harness fell behind: something waited ${msText(longestInboxMs)} for it`]),
    ...(watchLag.maxMs < WATCH_BEHIND_MS
      ? []
      : [`the watch fell behind: a pod was seen ${msText(watchLag.maxMs)} late`]),
    ...(watchLag.unseenMs < WATCH_BEHIND_MS
      ? []
      : [`the watch fell behind: at the end a pod had not been seen for ${msText(watchLag.unseenMs)}`]),
    ...(troubles.length === 0 ? [] : [`the watch of pods ${troubles.join(', ')}${last}`]),
    ...(gaps === 0
      ? []
      : [`${gaps === 1 ? '1 change of a pod was' : `${gaps} changes of pods were`} seen only in a later list`]),
  ];
}

/** Wall ms. What waits so long delays every decision behind it; usually it is less than one. */
const BEHIND_MS = 100;
/** Wall ms. A watch usually shows a pod within some ten. */
const WATCH_BEHIND_MS = 1000;

const whereText = (replication: number, many: boolean): string => (many ? ` (replication ${replication})` : '');
const msText = (ms: number): string => `${formatNumber(ms)} ms`;
const timesText = (count: number): string => (count === 1 ? 'once' : `${count} times`);
