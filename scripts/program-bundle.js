import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * The command line program as one file with the launcher beside it, and its workers (docs/decisions/0022-one-file-per-program.md).
 * What only some commands need and is heavy stays a package of its own, loaded by an `import()` where it is needed.
 */
export async function bundleProgram(folder) {
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...SHARED,
    entryPoints: [source('cli/main.ts')],
    outfile: `${folder}poolproof.cjs`,
    format: 'cjs',
    banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { ...SHARED.define, 'import.meta.url': 'bundleUrl' },
    plugins: [IMPORTS, PLAIN_WIDTHS],
  });
  if (/\bimport\(/.test(readFileSync(`${folder}poolproof.cjs`, 'utf8')))
    throw new Error('the bundle imports by itself');
  await bundleModules(WORKERS, folder);
  await bundleModules(SHARD, `${folder}shard/`);
  copyFileSync(fileURLToPath(new URL('launcher.js', import.meta.url)), `${folder}main.js`);
  chmodSync(`${folder}main.js`, 0o755);
  copyFileSync(fileURLToPath(new URL('shard-boot.cjs', import.meta.url)), `${folder}shard/boot.cjs`);
  // The launcher keeps what the engine compiled on the way of this command, and of help.
  const { status } = spawnSync(process.execPath, [`${folder}main.js`, 'validate', '--quiet', SAMPLE], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, POOLPROOF_WRITE_CODE_CACHE: '1' },
  });
  if (status !== 0) throw new Error('the program that was built does not run');
}

/** ES modules with what they share in chunks beside them. */
const bundleModules = (sources, outdir) =>
  build({
    ...SHARED,
    entryPoints: sources.map(source),
    outdir,
    entryNames: '[name]',
    chunkNames: 'worker-[hash]',
    format: 'esm',
    splitting: true,
    plugins: [BUILTINS],
  });

const source = (path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

const WORKERS = [
  'experiment/run-worker.ts',
  'experiment/second-run-worker.ts',
  'experiment/unzip-worker.ts',
  'experiment/fuzz/fuzz-worker.ts',
  'cli/run/report-worker.ts',
  'cli/watch/live-worker.ts',
];

/** What pods of a cluster are given: the program of a shard, the second process, and the library that policies of users import. */
const SHARD = ['cli/shard/shard-worker.ts', 'experiment/second-run-worker.ts', 'index.ts'];

const SAMPLE = fileURLToPath(new URL('../scenarios/cold-monday-morning.yaml', import.meta.url));

const SHARED = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  external: ['@kubernetes/client-node', 'tinypool', 'vega', 'vega-lite'],
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
};

/** Code that was compiled ahead has lost the way to import (Node 20): the launcher does it for our sources. */
const IMPORTS = {
  name: 'imports',
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]src[\\/](cli|experiment|real|report)[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/(?<!typeof )\bimport\((?!['"]\.)/g, 'importPackage('),
      loader: 'ts',
    }));
  },
};

/** In help pages every letter takes one column (a test holds it): what lays them out need not ask the tables of Unicode, which take longer to load than all of yargs. */
const PLAIN_WIDTHS = {
  name: 'plain-widths',
  setup(bundle) {
    bundle.onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      /[\\/](cliui|yargs|wrap-ansi)[\\/]/.test(importer) ? { path: 'string-width', namespace: 'plain' } : undefined,
    );
    bundle.onLoad({ filter: /./, namespace: 'plain' }, () => ({ contents: 'export default (text) => text.length;' }));
  },
};

/** What a CommonJS package requires of Node itself; an ES module has no `require`. */
const BUILTINS = {
  name: 'builtins',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'builtin' } : undefined,
    );
    bundle.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};
