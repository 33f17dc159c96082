import { afterAll, describe, inject, it } from 'vitest';
import type { ControlPlaneAddress } from './control-plane.ts';
import { KubeApi } from './kube-api.ts';

/** What a test file has of the control plane: a namespace of its own, and a client with all rights. */
export interface TestCluster extends ControlPlaneAddress {
  readonly api: KubeApi;
  /** Creates a namespace; all of them are deleted after the file. */
  namespace(name: string): Promise<string>;
}

/** Tests against the real API server; where there is none the report says that they did not run, and why. */
export function describeWithControlPlane(name: string, tests: (cluster: TestCluster) => void): void {
  const plane = inject('controlPlane');
  if ('missing' in plane) {
    describe(name, () => {
      it('was not run: there is no control plane here', (test) => test.skip(plane.missing));
    });
    return;
  }
  describe(name, () => {
    const api = new KubeApi(plane.admin);
    const made: string[] = [];
    const namespace = async (wanted: string): Promise<string> => {
      const answer = await api.create('/api/v1/namespaces', { metadata: { name: wanted } });
      if (answer.status !== 201)
        throw new Error(`namespace ${wanted}: ${answer.status} ${JSON.stringify(answer.body)}`);
      made.push(wanted);
      return wanted;
    };
    afterAll(async () => {
      for (const wanted of made) await api.delete(`/api/v1/namespaces/${wanted}`);
      api.close();
    });
    tests({ ...plane, api, namespace });
  });
}
