import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Assets = { readonly folder: string } | { readonly missing: string };

/**
 * The folder with etcd, kube-apiserver, kube-scheduler and kube-controller-manager: KUBEBUILDER_ASSETS (the convention of
 * controller-runtime's envtest), else what `../shared/kube` unpacks. Where neither exists, why. In CI binaries that are there and
 * cannot be used are an error: nothing may turn green by not running.
 */
export function controlPlaneAssets(): Assets {
  const given = process.env.KUBEBUILDER_ASSETS;
  if (given !== undefined && given !== '') return checked(given);
  if (!existsSync(join(KUBE, 'control-plane-assets'))) {
    return { missing: 'KUBEBUILDER_ASSETS is not set and there is no ../shared/kube' };
  }
  const sums = createHash('sha256')
    .update(readFileSync(join(KUBE, 'bin', 'SHA256SUMS')))
    .digest('hex');
  const folder = join(tmpdir(), `poolproof-kube-${userInfo().uid}-${sums.slice(0, 12)}`);
  try {
    execFileSync('bash', [join(KUBE, 'control-plane-assets'), folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    return unusable(`../shared/kube/control-plane-assets failed: ${String((error as { stderr?: unknown }).stderr)}`);
  }
  return checked(folder);
}

function checked(folder: string): Assets {
  const missing = PROGRAMS.filter((program) => !existsSync(join(folder, program)));
  return missing.length === 0 ? { folder } : unusable(`${folder} has no ${missing.join(', ')}`);
}

function unusable(why: string): Assets {
  if (process.env.CI === 'true') throw new Error(why);
  return { missing: why };
}

const KUBE = fileURLToPath(new URL('../../../shared/kube', import.meta.url));
const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager'];
