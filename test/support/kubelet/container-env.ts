import type { KubeObject } from '../kube-api.ts';
import type { EnvEntry, PodSpecPart } from './pod-spec.ts';

/** Values of Secrets and ConfigMaps by kind and name. */
export type ReadValues = (kind: 'secret' | 'configMap', name: string) => Promise<ReadonlyMap<string, Buffer>>;

/** A container's environment: plain values with $(NAME) of earlier ones, the downward API, keys of Secrets and ConfigMaps. */
export async function containerEnv(
  entries: readonly EnvEntry[],
  pod: KubeObject,
  podIp: string,
  read: ReadValues,
): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of entries) {
    if (valueFrom?.fieldRef !== undefined) env[name] = fieldOf(pod, valueFrom.fieldRef.fieldPath, podIp);
    else if (valueFrom?.secretKeyRef !== undefined) {
      env[name] = keyOf(await read('secret', valueFrom.secretKeyRef.name), valueFrom.secretKeyRef.key);
    } else if (valueFrom?.configMapKeyRef !== undefined) {
      env[name] = keyOf(await read('configMap', valueFrom.configMapKeyRef.name), valueFrom.configMapKeyRef.key);
    } else
      env[name] = (value ?? '').replace(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (text, earlier) => env[earlier] ?? text);
  }
  return env;
}

/** What the downward API gives for a field path. */
export function fieldOf(pod: KubeObject, path: string, podIp: string): string {
  const entry = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (entry !== null) return pod.metadata?.[entry[1] as 'labels' | 'annotations']?.[entry[2] as string] ?? '';
  const spec = pod.spec as unknown as PodSpecPart;
  switch (path) {
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return pod.metadata?.[path.slice('metadata.'.length) as 'name' | 'namespace' | 'uid'] ?? '';
    case 'spec.nodeName':
      return spec.nodeName;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? 'default';
    case 'status.podIP':
      return podIp;
    case 'status.hostIP':
      return '127.0.0.1';
    default:
      throw new Error(`the downward API has no field ${path}`);
  }
}

function keyOf(values: ReadonlyMap<string, Buffer>, key: string): string {
  const value = values.get(key);
  if (value === undefined) throw new Error(`couldn't find key ${key}`);
  return value.toString('utf8');
}
