import type { KubeApi } from '../kube-api.ts';
import { until } from '../until.ts';

export interface NodeSize {
  /** As Kubernetes writes quantities. */
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
}

/** Registers a Node that is Ready and takes pods; admission taints every new one as not ready, a kubelet's registration removes that. */
export async function registerNode(
  api: KubeApi,
  name: string,
  size: NodeSize,
  labels: Readonly<Record<string, string>>,
  /** Of the kubelet's own server; null = it has none. */
  port: number | null = null,
): Promise<void> {
  const made = await api.create('/api/v1/nodes', {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels } },
  });
  if (made.status !== 201) throw new Error(`node ${name}: ${made.status} ${JSON.stringify(made.body)}`);
  const now = new Date().toISOString();
  await api.merge(`/api/v1/nodes/${name}/status`, {
    status: {
      capacity: size,
      allocatable: size,
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
      nodeInfo: NODE_INFO,
      ...(port === null ? {} : { daemonEndpoints: { kubeletEndpoint: { Port: port } } }),
    },
  });
  await api.merge(`/api/v1/nodes/${name}`, { spec: { taints: null } });
}

/** Creates or renews the Lease by which controllers know that the node lives. */
export async function renewLease(api: KubeApi, name: string): Promise<void> {
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  const renewTime = new Date().toISOString().replace('Z', '000Z');
  const patched = await api.merge(`${leases}/${name}`, { spec: { renewTime } });
  if (patched.status !== 404) return;
  // The namespace is made by the API server soon after its start.
  await until(
    'the namespace of the leases',
    async () => (await api.get('/api/v1/namespaces/kube-node-lease')).status === 200,
  );
  await api.create(leases, {
    metadata: { name },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
  });
}

/** With it go the leases and, by the pod garbage collector, pods that were left. */
export async function removeNode(api: KubeApi, name: string): Promise<void> {
  await api.delete(`/api/v1/nodes/${name}`);
  await api.delete(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`);
}

const NODE_INFO = {
  machineID: '',
  systemUUID: '',
  bootID: '',
  kernelVersion: '',
  osImage: 'local processes',
  containerRuntimeVersion: 'process://1',
  kubeletVersion: 'process',
  kubeProxyVersion: '',
  operatingSystem: 'linux',
  architecture: 'amd64',
};
