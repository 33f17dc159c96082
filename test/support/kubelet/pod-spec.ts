/** The part of a pod's specification that the process kubelet understands; the rest it leaves unread. */
export interface PodSpecPart {
  readonly nodeName: string;
  readonly serviceAccountName?: string;
  readonly restartPolicy?: string;
  readonly initContainers?: readonly ContainerPart[];
  readonly containers: readonly ContainerPart[];
  readonly volumes?: readonly VolumePart[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number };
}

export interface ContainerPart {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvEntry[];
  readonly workingDir?: string;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number };
}

export interface EnvEntry {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly configMapKeyRef?: { readonly name: string; readonly key: string };
  };
}

export interface VolumePart {
  readonly name: string;
  readonly emptyDir?: object;
  readonly secret?: {
    readonly secretName: string;
    readonly items?: readonly VolumeItem[];
    readonly defaultMode?: number;
  };
  readonly configMap?: { readonly name: string; readonly items?: readonly VolumeItem[]; readonly defaultMode?: number };
  readonly projected?: {
    readonly sources?: readonly {
      readonly configMap?: { readonly name: string; readonly items?: readonly VolumeItem[] };
    }[];
    readonly defaultMode?: number;
  };
  readonly downwardAPI?: {
    readonly items?: readonly { readonly path: string; readonly fieldRef: { readonly fieldPath: string } }[];
  };
}

export interface VolumeItem {
  readonly key: string;
  readonly path: string;
}
