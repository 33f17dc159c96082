import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';

/**
 * Files that scenarios of this process were made of, beside their own texts: what another machine needs to run them. Told by those who look
 * them up, since only they know what a name in a scenario leads to.
 */
const used = new Set<string>();

export function noteUse(path: string): void {
  used.add(resolve(path));
}

/** Absolute paths, in order: with the modules that modules import by a path, as far as it is written out. */
export function usedFiles(): readonly string[] {
  const found = new Set<string>();
  const waiting = [...used];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    // What cannot be a path at all (a zero byte) does not exist either.
    if (found.has(path) || !existsSync(path) || !statSync(path).isFile()) continue;
    found.add(path);
    if (isModule(path)) waiting.push(...importsOf(path));
  }
  return [...found].sort();
}

/** The package that a module belongs to says what kind of module it is. */
export function packageOf(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) return null;
  }
}

export const isModule = (path: string): boolean =>
  ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'].includes(extname(path));

/** What only looks like an import leads to a file too many, which does no harm. */
function importsOf(path: string): readonly string[] {
  const words = readFileSync(path, 'utf8').matchAll(/\b(?:from|import|require)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`\n]+)\1/g);
  return [...words].map(([, , word = '']) => resolve(dirname(path), word));
}
