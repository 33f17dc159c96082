import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { nearest } from '../scenario/nearest.ts';
import { UsageError } from './usage-error.ts';

export interface ScenarioFile {
  /** As messages show it: relative to the working directory where it lies below it. */
  readonly file: string;
  readonly text: string;
}

/** Where scenarios are looked for when none is named. */
const DEFAULT_FOLDER = 'scenarios';

/** As an argument, and as the name of what came from there: the files that it names are looked for in the working directory. */
export const STANDARD_INPUT = '-';

/**
 * The files that the arguments name, each once, whatever links lead to it, in order of their paths. Arguments are files, folders, glob
 * patterns or `-`.
 */
export function findScenarioFiles(patterns: readonly string[]): readonly ScenarioFile[] {
  const paths = new Set((patterns.length === 0 ? [DEFAULT_FOLDER] : patterns).flatMap(filesOf));
  const files = new Map<string, string>();
  for (const file of [...paths].sort(byPath)) {
    const place = file === STANDARD_INPUT ? file : realpathSync(file);
    if (!files.has(place)) files.set(place, file);
  }
  return [...files.values()].map((file) => ({ file, text: readText(file) }));
}

function filesOf(pattern: string): readonly string[] {
  if (pattern === STANDARD_INPUT) return [pattern];
  const kind = kindOf(pattern);
  if (kind === 'file') return [shown(pattern)];
  if (kind === 'missing' && !isDynamicPattern(pattern)) throw noSuchFile(pattern);
  const found =
    kind === 'folder'
      ? globSync(['**/*.yaml', '**/*.yml'], { cwd: resolve(pattern), absolute: true, expandDirectories: false })
      : globSync([pattern], { absolute: true, expandDirectories: false });
  if (found.length === 0) {
    throw new UsageError(
      kind === 'folder' ? `no scenario file in ${pattern}` : `no file matches ${pattern}`,
      'scenario files end in .yaml or .yml; quote a pattern so that the shell leaves it alone',
    );
  }
  return found.map(shown);
}

function noSuchFile(path: string): UsageError {
  const beside =
    kindOf(dirname(path)) === 'folder'
      ? globSync(['*.yaml', '*.yml'], { cwd: dirname(path), absolute: true }).map(shown)
      : [];
  const usual = kindOf(DEFAULT_FOLDER) === 'folder' ? globSync([`${DEFAULT_FOLDER}/**/*.{yaml,yml}`]).map(shown) : [];
  const close = nearest(path, [...beside.sort(byPath), ...usual.sort(byPath)]);
  if (close !== null) return new UsageError(`no such file: ${path}`, `did you mean ${close}?`);
  return new UsageError(
    `no such file or folder: ${path}`,
    path === DEFAULT_FOLDER
      ? 'name the scenario files, or run in the folder that holds scenarios/'
      : 'name a scenario file, a folder or a quoted pattern',
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file === STANDARD_INPUT ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
      'check its permissions',
    );
  }
}

function kindOf(path: string): 'file' | 'folder' | 'missing' {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 'missing';
  return entry.isDirectory() ? 'folder' : 'file';
}

export function shown(path: string): string {
  const below = relative('', resolve(path));
  const name = (below.startsWith('..') ? resolve(path) : below).split(sep).join('/');
  // A word that is no option, wherever it is typed again, nor standard input.
  return name.startsWith('-') ? `./${name}` : name;
}

/** By code unit, not by locale: the same order on every machine. */
const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
