import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { PodPhase } from '../engine/event.ts';

/** What the harness takes from a pod's object. */
export interface PodReading {
  readonly phase: PodPhase;
  readonly scheduled: boolean;
  readonly terminating: boolean;
  readonly registered: boolean;
  /** Why it does not start, or why it ended: Kubernetes' word and sentence. Null while nothing is wrong. */
  readonly reason: string | null;
  /** ISO 8601; when its first container started. */
  readonly startedAt: string | null;
}

/** The agent's id stands in this annotation when it has registered. */
export const AGENT_ANNOTATION = 'poolproof.dev/agent';

export function readPod(pod: V1Pod): PodReading {
  const { metadata, spec, status } = pod;
  const containers = status?.containerStatuses ?? [];
  const started = containers.map(startOf).filter((at) => at !== null);
  return {
    phase: PHASES[status?.phase ?? ''] ?? 'pending',
    scheduled: (spec?.nodeName ?? '') !== '',
    terminating: metadata?.deletionTimestamp !== undefined,
    registered: metadata?.annotations?.[AGENT_ANNOTATION] !== undefined,
    reason: reasonOf(pod),
    startedAt: started.sort()[0] ?? null,
  };
}

/** `Unknown` (the kubelet of a lost node) is what the pod was last: it had been running. */
const PHASES: Readonly<Record<string, PodPhase>> = {
  Pending: 'pending',
  Running: 'running',
  Unknown: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
};

/** Words that every pod goes through. */
const ORDINARY = new Set(['ContainerCreating', 'PodInitializing', 'Completed']);

function reasonOf({ status }: V1Pod): string | null {
  if (status?.reason !== undefined) return sentence(status.reason, status.message);
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled !== undefined) return sentence(unscheduled.reason ?? 'Unschedulable', unscheduled.message);
  for (const { state } of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const { waiting, terminated } = state ?? {};
    if (waiting?.reason !== undefined && !ORDINARY.has(waiting.reason))
      return sentence(waiting.reason, waiting.message);
    if (terminated !== undefined && !ORDINARY.has(terminated.reason ?? 'Completed')) {
      return sentence(terminated.reason ?? 'Error', terminated.message ?? `exit code ${terminated.exitCode}`);
    }
  }
  return null;
}

const sentence = (word: string, text: string | undefined): string =>
  text === undefined || text.trim() === '' ? word : `${word}: ${text.trim()}`;

function startOf({ state }: V1ContainerStatus): string | null {
  const at = state?.running?.startedAt ?? state?.terminated?.startedAt;
  return at === undefined ? null : new Date(at).toISOString();
}
