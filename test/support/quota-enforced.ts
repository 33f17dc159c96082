import type { KubeApi } from './kube-api.ts';
import { until } from './until.ts';

/** A quota limits nothing before its controller has counted what is there: some 100 ms after it was made. */
export async function quotaEnforced(api: KubeApi, namespace: string, name: string): Promise<void> {
  await until('the quota to be enforced', async () => {
    const { body } = await api.get(`/api/v1/namespaces/${namespace}/resourcequotas/${name}`);
    return body.status?.hard !== undefined;
  });
}
