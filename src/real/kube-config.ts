import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterProblem } from './cluster-problem.ts';

export interface ClusterChoice {
  /** Path of a kubeconfig; null = as kubectl finds it (KUBECONFIG, ~/.kube/config, in-cluster). */
  readonly kubeconfig: string | null;
  /** `--context`; null = the current one. */
  readonly context: string | null;
  /** `--yes` */
  readonly isConfirmed: boolean;
}

/**
 * The kubeconfig for a run. A run creates and deletes: on a cluster that kind did not make it starts only where the context was named
 * and the user said yes, so that whatever kubectl happens to point at is never touched.
 */
export async function loadKubeConfig(choice: ClusterChoice): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (choice.kubeconfig === null) config.loadFromDefault();
    else config.loadFromFile(choice.kubeconfig);
  } catch (error) {
    const where = choice.kubeconfig ?? 'the default kubeconfig';
    throw new ClusterProblem(
      `${where} cannot be read: ${(error as Error).message}`,
      'Name a kubeconfig that kubectl can use.',
    );
  }
  const names = config.getContexts().map(({ name }) => name);
  const context = choice.context ?? config.getCurrentContext();
  if (!names.includes(context)) {
    const known = names.length === 0 ? 'It has none.' : `It has ${names.join(', ')}.`;
    throw new ClusterProblem(`the kubeconfig has no context ${JSON.stringify(context ?? '')}`, known);
  }
  config.setCurrentContext(context);
  if (!isKindContext(context) && (choice.context === null || !choice.isConfirmed)) {
    throw new ClusterProblem(
      `context ${context} was not made by kind`,
      `A run creates and deletes pods there. If that is what you want, say --context ${context} --yes.`,
    );
  }
  if (config.getCurrentCluster() === null || config.getCurrentUser() === null) {
    throw new ClusterProblem(
      `context ${context} names a cluster or user that the kubeconfig does not have`,
      'Mend the kubeconfig.',
    );
  }
  return config;
}

/** kind calls its contexts so. */
const isKindContext = (name: string): boolean => name.startsWith('kind-');
