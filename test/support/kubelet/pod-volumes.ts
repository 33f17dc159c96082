import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubeObject } from '../kube-api.ts';
import { fieldOf, type ReadValues } from './container-env.ts';
import type { ContainerPart, PodSpecPart, VolumeItem, VolumePart } from './pod-spec.ts';

/** Writes a pod's volumes below `folder`, one folder each, readable by the user that its containers run as. */
export async function writeVolumes(
  folder: string,
  pod: KubeObject,
  user: { readonly uid: number; readonly gid: number } | null,
  read: ReadValues,
): Promise<void> {
  const spec = pod.spec as unknown as PodSpecPart;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const volume of spec.volumes ?? []) {
    const home = join(folder, volume.name);
    mkdirSync(home, { mode: 0o755 });
    for (const [path, { data, mode }] of await filesOf(volume, pod, read)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), data);
      chmodSync(join(home, path), mode);
      if (user !== null) chownSync(join(home, path), user.uid, user.gid);
    }
    if (volume.emptyDir !== undefined) chmodSync(home, 0o777);
  }
}

/**
 * A text with the container's mount paths replaced by where the volumes really are: processes share the machine's file system, so a
 * path below a mount means another place here.
 */
export function mapped(text: string, container: ContainerPart, folder: string): string {
  const places = new Map(
    (container.volumeMounts ?? []).map(({ name, mountPath, subPath }) => [
      mountPath.replace(/\/$/, ''),
      join(folder, name, subPath ?? ''),
    ]),
  );
  if (places.size === 0) return text;
  // In one pass, the longest first: what was put in must not be replaced again.
  const paths = [...places.keys()].sort((a, b) => b.length - a.length).map(escaped);
  const found = new RegExp(`(^|[^A-Za-z0-9._/-])(${paths.join('|')})(?=$|[^A-Za-z0-9._-])`, 'g');
  return text.replace(found, (_, before: string, path: string) => before + places.get(path));
}

const DEFAULT_MODE = 0o644;

interface VolumeFile {
  readonly data: Buffer;
  readonly mode: number;
}

async function filesOf(
  volume: VolumePart,
  pod: KubeObject,
  read: ReadValues,
): Promise<ReadonlyMap<string, VolumeFile>> {
  const { secret, configMap, projected, downwardAPI, emptyDir } = volume;
  if (secret !== undefined) return chosen(await read('secret', secret.secretName), secret.items, secret.defaultMode);
  if (configMap !== undefined)
    return chosen(await read('configMap', configMap.name), configMap.items, configMap.defaultMode);
  if (projected !== undefined) {
    const sources = (projected.sources ?? []).map(async ({ configMap: source }) => {
      if (source === undefined)
        throw new Error(`volume ${volume.name} is projected from what the process kubelet does not know`);
      return chosen(await read('configMap', source.name), source.items, projected.defaultMode);
    });
    return new Map((await Promise.all(sources)).flatMap((files) => [...files]));
  }
  if (downwardAPI !== undefined) {
    const items = downwardAPI.items ?? [];
    return new Map(
      items.map(({ path, fieldRef }) => [
        path,
        { data: Buffer.from(fieldOf(pod, fieldRef.fieldPath, '')), mode: DEFAULT_MODE },
      ]),
    );
  }
  if (emptyDir !== undefined) return new Map();
  throw new Error(`volume ${volume.name} is of a kind that the process kubelet does not know`);
}

function chosen(
  values: ReadonlyMap<string, Buffer>,
  items: readonly VolumeItem[] | undefined,
  mode = DEFAULT_MODE,
): ReadonlyMap<string, VolumeFile> {
  const wanted = items ?? [...values.keys()].map((key) => ({ key, path: key }));
  return new Map(
    wanted.map(({ key, path }) => {
      const data = values.get(key);
      if (data === undefined) throw new Error(`references non-existent key ${key}`);
      return [path, { data, mode }];
    }),
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
