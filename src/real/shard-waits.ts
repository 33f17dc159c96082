import { apiErrorText } from './api-error.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { ShardPlace } from './shard-place.ts';

/** Why a Job has no pod. */
export interface PodLack {
  readonly text: string;
  /** There is no such Job any more. */
  readonly isGone: boolean;
}

/** What the cluster says of it, as of a quota that is used up; null while nothing is wrong. */
export async function whyNoPod(
  kubernetes: Kubernetes,
  { namespace }: ShardPlace,
  job: string,
): Promise<PodLack | null> {
  const there = await kubernetes.callBatch('get', 'jobs', (batch, options) =>
    batch.readNamespacedJob({ name: job, namespace }, options),
  );
  if (there.error?.status === 404) return { text: 'its Job was deleted', isGone: true };
  const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${job}`;
  const { value, error } = await kubernetes.call('list', 'events', (core, options) =>
    core.listNamespacedEvent({ namespace, fieldSelector }, options),
  );
  if (error?.status === 403) return { text: `the cluster does not say why (${apiErrorText(error)})`, isGone: false };
  const said = value?.items.filter(({ reason }) => reason === 'FailedCreate').at(-1)?.message;
  return said === undefined ? null : { text: said, isGone: false };
}
