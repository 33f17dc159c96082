/**
 * Compiles src to dist with the TypeScript compiler: the library front door, the worker entry and the command line program; then the agent program, as one file.
 * dist is emptied first, so that no module of an older shape survives; on a type error nothing is left but the messages.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleAgent } from './agent-bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json', '--noEmitOnError'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
await bundleAgent(fileURLToPath(new URL('../dist/real/agent/agent.js', import.meta.url)));
