import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { linkTarget } from '../experiment/link-target.ts';
import { usedFiles } from '../experiment/used-files.ts';
import type { GivenArguments } from './given-arguments.ts';
import { shown } from './scenario-files.ts';
import { UsageError } from './usage-error.ts';

/** A file that a command is going to write. */
export interface OutputFile {
  /** What names it, as in `--journal`. */
  readonly option: string;
  readonly path: string;
  /** Written by another command, perhaps on another machine (`poolproof merge`): whether it can be is not asked here. */
  readonly isElsewhere?: boolean;
}

/**
 * Asked before anything runs: no output may stand where an input does, or where another output does, and each can be written. Links are
 * followed; pipes and devices take whatever is written.
 */
export function checkOutputs(outputs: readonly OutputFile[], inputs: readonly string[]): void {
  const read = new Map(inputs.map((path) => [fileAt(path), path]));
  const written = new Map<string, OutputFile>();
  const folders = new Set<string>();
  for (const output of outputs) {
    const { option, path } = output;
    const target = attempted(output, () => fileAt(path));
    if (target === null) {
      attempted(output, () => accessSync(path, constants.W_OK));
      continue;
    }
    const input = read.get(target);
    if (input !== undefined)
      throw new UsageError(
        `${option} would overwrite ${shown(input)}, which this command reads`,
        'name another file for what is written',
      );
    const other = written.get(target);
    if (other !== undefined)
      throw new UsageError(
        other.option === option
          ? `two files of ${option} would be ${path}`
          : `${other.option} and ${option} both write to ${path}`,
        'name a file for each',
      );
    written.set(target, output);
    if (output.isElsewhere !== true) attempted(output, () => checkPlace(target, folders));
  }
}

/** What a command has read once its scenarios are planned, with the files that they name. */
export const inputFiles = (given: GivenArguments, files: readonly string[]): readonly string[] => [
  ...files,
  ...READ_OPTIONS.flatMap((name) => given.list(name)),
  ...usedFiles(),
];

const READ_OPTIONS = ['with', 'from-journal', 'kubeconfig'];

/** Where a file is, or would be; null = it is none that could be lost. */
function fileAt(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || found.isFile() || found.isDirectory() ? linkTarget(path) : null;
}

/** `folders`: those that are known to be good. */
function checkPlace(target: string, folders: Set<string>): void {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new Error('it is a folder');
  if (found !== undefined) accessSync(target, constants.W_OK);
  const folder = dirname(target);
  if (folders.has(folder)) return;
  checkFolder(folder);
  folders.add(folder);
}

/** One that is not there yet is made when something is written. */
function checkFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined && dirname(folder) !== folder) checkFolder(dirname(folder));
  else if (found?.isDirectory() !== true) throw new Error(`${shown(folder)} is no folder`);
  else accessSync(folder, constants.W_OK | constants.X_OK);
}

function attempted<T>({ option, path }: OutputFile, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${option} cannot be written to ${path}: ${reason}`, 'name another file');
  }
}
