import type { TestProject } from 'vitest/node';
import { type ControlPlaneAddress, startControlPlane } from './control-plane.ts';
import { controlPlaneAssets } from './control-plane-assets.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** One for all tests of test/real/cluster, or why there is none. */
    readonly controlPlane: ControlPlaneAddress | { readonly missing: string };
  }
}

/** Starts the control plane before the first test of test/real/cluster and ends it after the last, also after a failure. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const assets = controlPlaneAssets();
  if ('missing' in assets) {
    console.log(`The control-plane arm does not run here: ${assets.missing}.`);
    project.provide('controlPlane', assets);
    return undefined;
  }
  const { stop, ...address } = await startControlPlane(assets.folder);
  project.provide('controlPlane', address);
  return stop;
}
