// The programs that are measured: each run is a process of its own and says of itself how much it did (`count`) in how much processor
// time (`seconds`). Peers that are not installed are null.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const HERE = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'poolproof-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** A scenario of bench/scenarios through compile, simulation, laws, measures and verdict. */
export const scenario = (file, ...settings) =>
  said([process.execPath, join(HERE, 'run-scenario.js'), join(HERE, 'scenarios', file), ...settings]);

/** One script of this folder. */
export const script = (name, ...args) => said([process.execPath, join(HERE, name), ...args]);

/** The command line program; in the arguments `OUT` becomes a folder that may be written to. */
export const poolproof = (...args) =>
  watched([join(HERE, '../dist/cli/main.js'), ...args.map((arg) => arg.replace('OUT', scratch))]);

/** Node itself with nothing to do. */
export const emptyNode = () => watched(['-e', '0']);

/** A program of bench/peers in Python. */
export const simpy = (name, ...args) => said([python, join(HERE, 'peers', name), ...args]);

/** The distribution's own Python first: its package of SimPy does not show in another one. */
const python = ['/usr/bin/python3', 'python3']
  .filter((name) => !name.startsWith('/') || existsSync(name))
  .find((name) => spawnSync(name, ['-c', 'import simpy'], { stdio: 'ignore' }).status === 0);
export const hasSimpy = python !== undefined;

/** The program of bench/peers in C++, compiled now. */
export const cpp = (...args) => said([compiled.program, ...args]);
const compiled = compile(['-DNS3', '-lns3-core']) ?? compile([]);
export const hasCpp = compiled !== null;
export const hasNs3 = compiled?.hasNs3 === true;

function compile(extra) {
  const program = join(scratch, 'hold');
  const source = join(HERE, 'peers/hold.cpp');
  const { status } = spawnSync('g++', ['-O2', '-std=c++17', source, '-o', program, ...extra], { stdio: 'ignore' });
  return status === 0 ? { program, hasNs3: extra.length > 0 } : null;
}

function said(command) {
  return measured(command, ['ignore', 'pipe', 'inherit'], 1);
}

function watched(args) {
  const preload = pathToFileURL(join(HERE, 'cpu-time.js')).href;
  return measured([process.execPath, '--import', preload, ...args], ['ignore', 'ignore', 'inherit', 'pipe'], 3);
}

function measured([program, ...args], stdio, descriptor) {
  const began = performance.now();
  const child = spawnSync(program, args, { encoding: 'utf8', stdio, maxBuffer: 2 ** 26 });
  const wallSeconds = (performance.now() - began) / 1000;
  if (child.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${child.status ?? child.signal}`);
  const result = JSON.parse(child.output[descriptor]);
  if (result.verdict === 'failed') throw new Error(`${args.join(' ')}: the scenario did not pass`);
  return { ...result, wallSeconds };
}
