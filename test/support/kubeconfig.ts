import { writeFileSync } from 'node:fs';
import type { ApiAccess } from './kube-api.ts';

/** A kubeconfig with one context, `test`. JSON is YAML, too. */
export function writeKubeconfig(path: string, { url, ca, token }: ApiAccess): void {
  const authority = Buffer.from(ca).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name: 'test', user: { token } }],
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
}
