import { defineConfig } from 'vitest/config';

// Simulations are quick; the limits only catch a run that never ends. No test asserts how long anything takes. Some start the program and talk to
// it: where the machine is shared, one of thousands may find it standing still. `.ci/run` tells what passed only the second time.
const limits = { testTimeout: 60_000, hookTimeout: 60_000, retry: process.env.CI === 'true' ? 1 : 0 };

// Real processes on a busy machine take many times as long. One that stands still for seconds may fail what a file promises in scenario
// time: a fault of ours fails the second time, too. `.ci/run` tells what passed only then.
const real = { testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false, retry: 1 };

export default defineConfig({
  test: {
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'html'] },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/real/{cluster,kind}/**', 'test/browser/**'],
          // Loading the sources anew for each of two hundred files would take longer than the tests; none of them changes what others import.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          ...limits,
        },
      },
      {
        test: {
          name: 'control-plane',
          include: ['test/real/cluster/**/*.test.ts'],
          globalSetup: ['test/support/control-plane-setup.ts'],
          // One scheduler places the pods of all files: their nodes must not be there at the same time.
          sequence: { groupOrder: 1 },
          ...real,
        },
      },
      // `npm run test:browser`: pages as a reader opens them. Skipped, and said so, where there is no chromium.
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], sequence: { groupOrder: 2 }, ...limits } },
      // Only `npm run test:kind` asks for it: making a cluster takes a minute and root's docker.
      { test: { name: 'kind', include: ['test/real/kind/**/*.test.ts'], ...real } },
    ],
  },
});
