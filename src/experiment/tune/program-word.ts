import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A file by its path from `folder`, as a policy's module is named: with a dot or more in front. */
export function pathFrom(folder: string, file: string): string {
  const below = relative(resolve(folder), resolve(file)).split(sep).join('/');
  return below.startsWith('.') ? below : `./${below}`;
}

/**
 * How a program is called from the folder `there` that is called so, and run, in the folder `here`: what of its command is a file from
 * `here` is named from `there`.
 */
export function programWord(command: readonly string[], here: string, there: string): string {
  const isFile = (word: string): boolean =>
    !isAbsolute(word) && statSync(resolve(here, word), { throwIfNoEntry: false })?.isFile() === true;
  // A first word without a slash is looked up as a shell does.
  const isMoved = (word: string, at: number): boolean => (at > 0 || word.includes('/')) && isFile(word);
  const words = command.map((word, at) => (isMoved(word, at) ? pathFrom(there, resolve(here, word)) : word));
  return `exec:${words.map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(' ')}`;
}
