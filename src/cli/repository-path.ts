import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Problem } from '../scenario/problem.ts';

/**
 * A file as code hosts name it: relative to the root of its repository, wherever the program was started. The root is what the runner
 * says (`GITHUB_WORKSPACE`), else the nearest folder above with a `.git`; without one the path stays as it is.
 */
export function repositoryPath(file: string, workspace: string | undefined): string {
  const path = resolve(file);
  const root = workspace !== undefined && isWithin(workspace, path) ? resolve(workspace) : rootAbove(dirname(path));
  return root === null ? file : relative(root, path).split(sep).join('/');
}

/** A problem with its file so named; one of the command line has no file. */
export const inRepository = (problem: Problem): Problem =>
  problem.line === 0 ? problem : { ...problem, file: repositoryPath(problem.file, process.env.GITHUB_WORKSPACE) };

const isWithin = (folder: string, path: string): boolean => !/^\.\.($|[/\\])/.test(relative(resolve(folder), path));

function rootAbove(folder: string): string | null {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? null : rootAbove(above);
}
