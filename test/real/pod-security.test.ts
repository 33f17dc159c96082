import type { V1Container, V1Pod, V1PodSpec } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { podManifest } from '../../src/real/pod-manifest.ts';
import { restrictedViolations } from '../support/pod-security.ts';

const GOOD = podManifest({ image: 'node:20', programConfigMap: 'program', tokenSecret: 'token', env: { A: 'b' } });

it('holds nothing against the pods of a run', () => {
  expect(restrictedViolations(GOOD)).toEqual([]);
});

it('says that a pod without spec has none', () => {
  expect(restrictedViolations({})).toEqual(['the pod has no spec']);
});

const pod = (change: Partial<V1PodSpec>): V1Pod => ({ ...GOOD, spec: { ...GOOD.spec!, ...change } });
const container = (change: Partial<V1Container>): V1Pod =>
  pod({ containers: [{ ...GOOD.spec!.containers[0]!, ...change }] });
const security = (change: NonNullable<V1Container['securityContext']>): V1Pod =>
  container({ securityContext: { ...GOOD.spec!.containers[0]!.securityContext, ...change } });
const podSecurity = (change: NonNullable<V1PodSpec['securityContext']>): V1Pod =>
  pod({ securityContext: { ...GOOD.spec!.securityContext, ...change } });
const { securityContext: _, ...UNSECURED } = GOOD.spec!.containers[0]!;

it.each<[string, V1Pod, RegExp]>([
  ['host network', pod({ hostNetwork: true }), /^hostNetwork/],
  ['host processes', pod({ hostPID: true }), /^hostPID/],
  ['host IPC', pod({ hostIPC: true }), /^hostIPC/],
  ['a Windows host process', podSecurity({ windowsOptions: { hostProcess: true } }), /^hostProcess/],
  ['the same in a container', security({ windowsOptions: { hostProcess: true } }), /^container agent: hostProcess/],
  ['a privileged container', security({ privileged: true }), /privileged/],
  ['privilege escalation', security({ allowPrivilegeEscalation: true }), /allowPrivilegeEscalation/],
  ['escalation not forbidden', container({ securityContext: { capabilities: { drop: ['ALL'] } } }), /Escalation/],
  ['capabilities kept', security({ capabilities: {} }), /drop ALL/],
  ['a capability added', security({ capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }), /NET_ADMIN/],
  ['root as user of the pod', podSecurity({ runAsUser: 0 }), /^runAsUser/],
  ['root as user of a container', security({ runAsUser: 0 }), /container agent: runAsUser/],
  ['root not forbidden', security({ runAsNonRoot: false }), /runAsNonRoot/],
  ['no seccomp', security({ seccompProfile: { type: 'Unconfined' } }), /seccompProfile/],
  ['unmasked /proc', security({ procMount: 'Unmasked' }), /procMount/],
  ['a host port', container({ ports: [{ containerPort: 80, hostPort: 80 }] }), /hostPort/],
  ['a host path', pod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }), /volume v is of kind hostPath/],
  ['an NFS volume', pod({ volumes: [{ name: 'v', nfs: { path: '/', server: 's' } }] }), /kind nfs/],
  ['an unsafe sysctl', podSecurity({ sysctls: [{ name: 'kernel.msgmax', value: '1' }] }), /kernel.msgmax/],
  ['an SELinux type', podSecurity({ seLinuxOptions: { type: 'spc_t' } }), /the pod: SELinux type spc_t/],
  ['an SELinux role', security({ seLinuxOptions: { role: 'r' } }), /container agent: SELinux user and role/],
  [
    'no AppArmor',
    { ...GOOD, metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/agent': 'unconfined' } } },
    /AppArmor/,
  ],
])('refuses %s, and names that rule alone', (_name, bad, rule) => {
  const broken = restrictedViolations(bad);
  expect(broken).toHaveLength(1);
  expect(broken[0]).toMatch(rule);
});

it('looks at init containers, too', () => {
  const broken = restrictedViolations(pod({ initContainers: [{ ...UNSECURED, name: 'init' }] }));
  expect(broken).toEqual([
    'container init: allowPrivilegeEscalation must be false',
    'container init: capabilities must drop ALL',
  ]);
});

it('asks for a pod-wide seccomp profile and non-root user where containers have none', () => {
  const { securityContext: _context, ...spec } = GOOD.spec!;
  expect(restrictedViolations({ ...GOOD, spec })).toEqual([
    'container agent: runAsNonRoot must be true',
    'container agent: seccompProfile must be RuntimeDefault or Localhost',
  ]);
});

it('makes pods that ask for as much as they may use, hold no API token and leave a lost node soon', () => {
  const { spec } = GOOD;
  expect(spec?.containers[0]?.resources?.limits).toEqual(spec?.containers[0]?.resources?.requests);
  expect(spec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: 'Never' });
  expect(spec?.containers[0]?.securityContext?.readOnlyRootFilesystem).toBe(true);
  for (const { tolerationSeconds } of spec?.tolerations ?? []) expect(tolerationSeconds).toBeLessThan(300);
});
