import type { V1Pod } from '@kubernetes/client-node';
import { givenUpAfter, restrictedContainer, restrictedPod } from './restricted-pod.ts';

/** What the pods of a pool have in common. */
export interface PodManifestSettings {
  /** Any image with `node` (20 or newer) on its PATH. */
  readonly image: string;
  /** ConfigMap with the agent program under `agent.js`, Secret with the pool's token under `token`. */
  readonly programConfigMap: string;
  readonly tokenSecret: string;
  /** Of the agent program, beside what stands here anyway: POD_NAME, POD_UID, POOLPROOF_TOKEN_FILE. */
  readonly env: Readonly<Record<string, string>>;
  /** As Kubernetes writes quantities; requests and limits alike, so that a pod gets what the scheduler counted. */
  readonly cpu?: string;
  readonly memory?: string;
  /** Wall ms that the pod takes longer to start: an init container sleeps. */
  readonly startDelayMs?: number;
  /** Whole seconds from SIGTERM to SIGKILL. */
  readonly terminationGraceSeconds?: number;
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/**
 * An agent's pod, under the restricted Pod Security Standard (`pod-security.ts` proves it). It never restarts: a dead agent is a dead
 * pod, which the autoscaler has to see. When its node is lost it is given up after seconds instead of Kubernetes' five minutes.
 */
export function podManifest(settings: PodManifestSettings): V1Pod {
  const { image, programConfigMap, tokenSecret, env, nodeSelector } = settings;
  const { cpu = '50m', memory = '96Mi', terminationGraceSeconds = 30, startDelayMs = 0 } = settings;
  const quantities = { cpu, memory };
  const confined = {
    resources: { requests: { ...quantities }, limits: { ...quantities } },
    securityContext: restrictedContainer(),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { labels: { 'app.kubernetes.io/name': 'poolproof-agent', 'app.kubernetes.io/managed-by': 'poolproof' } },
    spec: {
      restartPolicy: 'Never',
      ...restrictedPod(),
      terminationGracePeriodSeconds: terminationGraceSeconds,
      ...(nodeSelector === undefined ? {} : { nodeSelector: { ...nodeSelector } }),
      tolerations: givenUpAfter(TOLERATION_SECONDS),
      ...(startDelayMs === 0 ? {} : { initContainers: [{ ...sleeper(image, startDelayMs), ...confined }] }),
      containers: [
        {
          name: AGENT_CONTAINER,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', `${PROGRAM_FOLDER}/agent.js`],
          env: [
            { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'POD_UID', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
            { name: 'POOLPROOF_TOKEN_FILE', value: `${TOKEN_FOLDER}/token` },
            ...Object.entries(env).map(([name, value]) => ({ name, value })),
          ],
          ...confined,
          volumeMounts: [
            { name: 'program', mountPath: PROGRAM_FOLDER, readOnly: true },
            { name: 'token', mountPath: TOKEN_FOLDER, readOnly: true },
            { name: 'scratch', mountPath: '/tmp' },
          ],
        },
      ],
      volumes: [
        { name: 'program', configMap: { name: programConfigMap } },
        { name: 'token', secret: { secretName: tokenSecret, defaultMode: OWNER_AND_GROUP_MAY_READ } },
        { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } },
      ],
    },
  };
}

export const AGENT_CONTAINER = 'agent';

/** A pod is pending until its init containers have ended: so a start is made slow that cannot be slowed otherwise. */
const sleeper = (image: string, ms: number) => ({
  name: 'slow-start',
  image,
  imagePullPolicy: 'IfNotPresent',
  command: ['node', '-e', `setTimeout(() => {}, ${ms})`],
});

const OWNER_AND_GROUP_MAY_READ = 0o440;
const TOLERATION_SECONDS = 10;
const PROGRAM_FOLDER = '/opt/poolproof';
const TOKEN_FOLDER = '/var/run/poolproof';
