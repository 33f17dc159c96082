import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { EVERY_SECTION } from '../scenario/every-section.ts';

const root = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** What is changed at random: the gallery, and a scenario that has everything. */
export const SHIPPED: readonly string[] = [
  ...Array<string>(12).fill(EVERY_SECTION),
  ...globSync('**/*.yaml', { cwd: root, absolute: true })
    .sort()
    .map((file) => readFileSync(file, 'utf8')),
];
