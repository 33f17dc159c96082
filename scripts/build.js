/**
 * Compiles src to dist with the TypeScript compiler: the library and its worker. Then what runs is put together of few files, because
 * most of a short command's time goes into loading: the command line program, its workers, the agent program.
 * dist is emptied first, so that no module of an older shape survives; on a type error nothing is left but the messages.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleAgent } from './agent-bundle.js';
import { bundleProgram } from './program-bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json', '--noEmitOnError'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
await bundleAgent(`${dist}real/agent/agent.js`);
await bundleProgram(`${dist}cli/`);
