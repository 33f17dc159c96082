/**
 * The folder table of docs/architecture.md, held by a machine: `npm run imports`.
 * One rule per cell of the table; a rule's comment is what a person who breaks it needs to know.
 */

/** What each folder may import of the others, and of which npm packages. Everything not named is forbidden. */
const FOLDERS = {
  engine: { folders: [], packages: [] },
  scenario: {
    folders: ['engine'],
    packages: ['yaml', 'zod', 'seedrandom', 'd3-random', 'temporal-polyfill', 'csv-parse'],
  },
  sim: { folders: ['engine', 'scenario'], packages: [] },
  real: { folders: ['engine', 'scenario'], packages: ['@kubernetes/client-node', 'ws', 'execa', 'zod', 'prom-client'] },
  measure: {
    folders: ['engine', 'scenario'],
    packages: ['jstat'],
  },
  experiment: {
    folders: ['engine', 'scenario', 'sim', 'real', 'measure'],
    packages: ['tinypool', 'yaml'],
  },
  report: {
    folders: ['engine', 'scenario', 'measure', 'experiment'],
    packages: ['vega', 'vega-lite', 'csv-stringify'],
  },
  cli: {
    folders: ['engine', 'scenario', 'sim', 'real', 'measure', 'experiment', 'report'],
    packages: ['yargs', 'cli-progress', 'tinyglobby'],
  },
};

/** Folders that may use Node's own modules. */
const WITH_NODE = ['real', 'experiment', 'cli'];

const escaped = (name) => name.replaceAll('/', '\\/');
const oneOf = (names) => `(${names.map(escaped).join('|')})`;

const folderRules = Object.entries(FOLDERS).map(([folder, { folders }]) => ({
  name: `folders-of-${folder}`,
  comment: `src/${folder} imports ${folders.length > 0 ? folders.join(', ') : 'no other folder'}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/${oneOf([folder, ...folders])}/` },
}));

const packageRules = Object.entries(FOLDERS).map(([folder, { packages }]) => ({
  name: `packages-of-${folder}`,
  comment: `src/${folder} imports ${packages.length > 0 ? packages.join(', ') : 'no package'}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: {
    path: 'node_modules/',
    ...(packages.length > 0 ? { pathNot: `node_modules/(@types/)?${oneOf(packages)}/` } : {}),
  },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    ...packageRules,
    {
      name: 'no-cycles',
      comment: 'Modules form a tree of reasons: a cycle means that one concept lives in two files.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'node-only-at-the-edge',
      comment: `Only ${WITH_NODE.map((name) => `src/${name}`).join(', ')} touch Node's own modules.`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${oneOf(WITH_NODE)}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sim-knows-the-compiled-form-only',
      comment: 'A world gets a CompiledScenario; it does not know that files, YAML or defaults exist.',
      severity: 'error',
      from: { path: '^src/(sim|real)/' },
      to: {
        path: '^src/scenario/',
        pathNot:
          '^src/scenario/(compiled|expectation|fault-rules|fault-triggers|node-capacity|node-needs|node-selector|pod-selector)\\.ts$',
      },
    },
    {
      name: 'measures-do-not-run-the-engine',
      comment: 'Measures fold over what a run says; they share its words, never its parts.',
      severity: 'error',
      from: { path: '^src/(measure|report)/' },
      to: { path: '^src/engine/engine\\.ts$' },
    },
    {
      name: 'reports-are-made-of-values',
      comment: 'A report is a function of results: of the experiment it may know the shape, not the machinery.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/experiment/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'front-door',
      comment:
        'src/index.ts is for programs that use the library; nothing inside imports it, and it leaves the CLI out.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'nobody-uses-the-front-door',
      comment: 'Inside, import the concept itself.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'no-development-packages',
      comment: 'What ships may only import what is installed with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
