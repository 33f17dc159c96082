import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { poolproof } from './command-line.ts';

const GALLERY = fileURLToPath(new URL('../../scenarios', import.meta.url));
const namesIn = (folder: string): readonly string[] =>
  readdirSync(join(GALLERY, folder)).map((file) => `${folder}/${basename(file, '.yaml')}`);

/** Names of the scenarios that are for the simulation and any cluster, with their folder. */
export const BOTH_WORLDS = namesIn('both-worlds');
/** Those that need machines which somebody may stop: one run at a time in a cluster. */
export const STOPPED_NODES = namesIn('stopped-nodes');

/** Wall ms of one scenario with all its variants, on a busy machine. */
export const ENDS_WITHIN_MS = 300_000;

/**
 * Runs all variants on a real cluster, as a user would: each passes if exactly what it names breaks, as in the simulation, and its
 * journal must replay to the same commands. `where` is the part of the command line that names the cluster.
 */
export async function holdsOnCluster(folder: string, name: string, where: readonly string[]): Promise<void> {
  rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(join(folder, name), { recursive: true });
  const file = join(GALLERY, `${name}.yaml`);
  const ended = await poolproof(folder, ['run', file, ...where, '--journal', join(name, '{variant}.jsonl')]);
  expect(ended.out, ended.err).not.toMatch(/[✗‼]/);
  expect(ended.err).not.toContain('left in the cluster');
  expect(ended.code).toBe(0);
  const journals = readdirSync(join(folder, name)).map((journal) => join(name, journal));
  expect(journals.length).toBeGreaterThan(0);
  const replayed = await poolproof(folder, ['replay', ...journals]);
  expect(replayed.out.match(/^same /gm)).toHaveLength(journals.length);
}
