import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of the engine by hand first: they take milliseconds and kill most mutants, and the first test that fails ends the trial. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/**
 * The tests that judge mutants of the engine: quick ones that say the same every time. What draws hundreds of runs takes seconds, for each
 * of thousands of mutants; the fuzzer and `npm test` have it.
 */
export default defineConfig({
  test: {
    include: ['test/{engine,laws,sim}/**/*.test.ts'],
    exclude: [
      'test/laws/{allocator-model,random-runs}.test.ts',
      'test/sim/{calendar,fault-kinds,fault-residue,nodes}.test.ts',
    ],
    isolate: false,
    testTimeout: 20_000,
    sequence: { sequencer: QuickFirst },
  },
});
