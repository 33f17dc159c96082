/**
 * The tests that judge mutants of the engine: quick ones that say the same every time. What draws hundreds of runs, or all shipped scenarios,
 * takes seconds, for each of thousands of mutants; `npm test` has it.
 */
export const judges = {
  include: ['test/{engine,laws,sim}/**/*.test.ts'],
  exclude: [
    'test/laws/{allocator-model,random-runs}.test.ts',
    'test/sim/{calendar,fault-kinds,fault-residue,latency,nodes}.test.ts',
  ],
};
