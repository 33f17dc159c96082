import type { V1Pod } from '@kubernetes/client-node';
import type { PodId, PoolId } from '../engine/ids.ts';
import { type AgentWork, workEnvironment } from './agent/settings.ts';
import type { RunPlace } from './cluster.ts';
import { podManifest } from './pod-manifest.ts';
import type { World } from './world.ts';

/** The pods of a run: what its pools, and the faults that hit a new pod, ask for. */
export function manifestsOf(
  world: World,
  place: RunPlace,
  settings: { readonly image: string; readonly work: AgentWork; readonly url: string },
): (pod: PodId, pool: PoolId) => V1Pod {
  return (pod, pool) => {
    const { config, requests } = world.pool(pool);
    const birth = world.birthOf(pod);
    const wall = (scenarioMs: number): number => Math.max(0, Math.round(world.clock.wallMs(scenarioMs)));
    return podManifest({
      image: birth.isUnpullable ? UNPULLABLE_IMAGE : settings.image,
      programConfigMap: place.programConfigMap,
      tokenSecret: place.tokenSecrets[pool] ?? '',
      env: {
        POOLPROOF_URL: settings.url,
        POOLPROOF_SLOTS: String(config.agent.slots),
        POOLPROOF_BEAT_MS: String(Math.max(1, wall(config.agent.heartbeatEveryMs))),
        POOLPROOF_CONNECT_DELAY_MS:
          birth.connectMs === Number.POSITIVE_INFINITY ? 'never' : String(wall(birth.connectMs)),
        ...(config.agent.maxTasks === Number.POSITIVE_INFINITY
          ? {}
          : { POOLPROOF_MAX_TASKS: String(config.agent.maxTasks) }),
        ...workEnvironment(settings.work),
        ...(birth.exitCode === null ? {} : { POOLPROOF_EXIT_CODE: String(birth.exitCode) }),
      },
      ...(birth.isUnschedulable ? { cpu: NOBODYS_CPU } : requests.cpuMilli > 0 ? { cpu: `${requests.cpuMilli}m` } : {}),
      ...(requests.memoryBytes > 0 ? { memory: String(requests.memoryBytes) } : {}),
      startDelayMs: wall(birth.startMs),
      // A busy agent works on until its pod is gone, and that takes as long as the scenario says.
      terminationGraceSeconds: Math.max(1, Math.round(wall(birth.terminateMs) / 1000)),
    });
  };
}

/** Names under `.invalid` are nobody's (RFC 6761): no registry has it. */
export const UNPULLABLE_IMAGE = 'registry.invalid/poolproof/unpullable:1';
/** Cores that no node has. */
const NOBODYS_CPU = '1000000';
