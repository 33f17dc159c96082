import type { V1PodSpec, V1SecurityContext, V1Toleration } from '@kubernetes/client-node';

/** What the restricted Pod Security Standard asks of a pod; a user that no image needs to know. */
export const restrictedPod = (): Pick<
  V1PodSpec,
  'automountServiceAccountToken' | 'enableServiceLinks' | 'securityContext'
> => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: 'RuntimeDefault' },
  },
});

/** … and of each of its containers. */
export const restrictedContainer = (): V1SecurityContext => ({
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
});

/** A pod of a lost node is given up after so many seconds instead of Kubernetes' five minutes. */
export const givenUpAfter = (seconds: number): V1Toleration[] =>
  ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  }));

const USER = 10001;
