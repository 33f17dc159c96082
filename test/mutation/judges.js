/**
 * The tests that judge mutants of the engine: quick ones that say the same every time, and the shipped scenarios. What draws hundreds of runs takes seconds, for each
 * of thousands of mutants; the fuzzer and `npm test` have it.
 */
export const judges = {
  include: ['test/{engine,golden,laws,sim}/**/*.test.ts'],
  exclude: [
    'test/laws/{allocator-model,random-runs}.test.ts',
    'test/sim/{calendar,fault-kinds,fault-residue,latency,nodes}.test.ts',
  ],
};
