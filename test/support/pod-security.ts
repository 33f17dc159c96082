import type { V1Container, V1Pod, V1PodSpec, V1SecurityContext } from '@kubernetes/client-node';

/**
 * What the restricted Pod Security Standard (with the baseline that it contains) holds against a pod: one sentence per rule broken, none
 * if it would be admitted. Tests hold our manifests to it, since a cluster that they run on need not have that admission.
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function restrictedViolations({ spec, metadata }: V1Pod): readonly string[] {
  if (spec === undefined) return ['the pod has no spec'];
  return [
    ...podRules(spec),
    ...appArmorRules(metadata?.annotations ?? {}),
    ...containersOf(spec).flatMap((container) => containerRules(container, spec)),
  ];
}

function podRules(spec: V1PodSpec): readonly string[] {
  const broken: string[] = [];
  if (spec.hostNetwork === true) broken.push('hostNetwork must not be set');
  if (spec.hostPID === true) broken.push('hostPID must not be set');
  if (spec.hostIPC === true) broken.push('hostIPC must not be set');
  if (spec.securityContext?.windowsOptions?.hostProcess === true) broken.push('hostProcess must not be set');
  if (spec.securityContext?.runAsUser === 0) broken.push('runAsUser must not be 0');
  broken.push(...seLinuxRules('the pod', spec.securityContext?.seLinuxOptions));
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    if (!SAFE_SYSCTLS.has(name)) broken.push(`sysctl ${name} is not a safe one`);
  }
  for (const volume of spec.volumes ?? []) {
    const kinds = Object.keys(volume).filter(
      (key) => key !== 'name' && volume[key as keyof typeof volume] !== undefined,
    );
    for (const kind of kinds) {
      if (!VOLUME_KINDS.has(kind)) broken.push(`volume ${volume.name} is of kind ${kind}, which is not allowed`);
    }
  }
  return broken;
}

function containerRules(container: V1Container, spec: V1PodSpec): readonly string[] {
  const { name, securityContext: own, ports } = container;
  const pod = spec.securityContext;
  const broken: string[] = [];
  const rule = (isKept: boolean, text: string): void => {
    if (!isKept) broken.push(`container ${name}: ${text}`);
  };
  rule(own?.privileged !== true, 'privileged must not be set');
  rule(own?.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation must be false');
  rule((own?.runAsNonRoot ?? pod?.runAsNonRoot) === true, 'runAsNonRoot must be true');
  rule(own?.runAsUser !== 0, 'runAsUser must not be 0');
  rule(own?.windowsOptions?.hostProcess !== true, 'hostProcess must not be set');
  const seccomp = own?.seccompProfile?.type ?? pod?.seccompProfile?.type;
  rule(seccomp === 'RuntimeDefault' || seccomp === 'Localhost', 'seccompProfile must be RuntimeDefault or Localhost');
  rule((own?.capabilities?.drop ?? []).includes('ALL'), 'capabilities must drop ALL');
  const added = (own?.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE');
  rule(added.length === 0, `capabilities must not add ${added.join(', ')}`);
  rule(own?.procMount === undefined || own.procMount === 'Default', 'procMount must be Default');
  rule(!(ports ?? []).some(({ hostPort }) => (hostPort ?? 0) !== 0), 'hostPort must not be set');
  broken.push(...seLinuxRules(`container ${name}`, own?.seLinuxOptions));
  return broken;
}

function seLinuxRules(whose: string, options: V1SecurityContext['seLinuxOptions']): readonly string[] {
  const broken: string[] = [];
  if (options?.type !== undefined && !SELINUX_TYPES.has(options.type)) {
    broken.push(`${whose}: SELinux type ${options.type} is not allowed`);
  }
  if (options?.user !== undefined || options?.role !== undefined) {
    broken.push(`${whose}: SELinux user and role must not be set`);
  }
  return broken;
}

function appArmorRules(annotations: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'))
    .filter(([, profile]) => profile !== 'runtime/default' && !profile.startsWith('localhost/'))
    .map(([key, profile]) => `AppArmor profile ${profile} (${key}) is not allowed`);
}

const containersOf = (spec: V1PodSpec): readonly V1Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...((spec.ephemeralContainers ?? []) as readonly V1Container[]),
];

const VOLUME_KINDS = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const SELINUX_TYPES = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);
