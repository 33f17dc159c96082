import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemRefusal } from '../../src/cli/system-refusal.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

it.each<[what: string, work: () => unknown, words: string]>([
  ['a file that is not there', () => readFileSync('/nowhere/x'), 'cannot open /nowhere/x: no such file or directory'],
  ['a folder that is none', () => mkdirSync('/dev/null/x'), 'cannot make /dev/null/x: not a directory'],
  ['two paths', () => renameSync('/nowhere/x', '/nowhere/y'), 'cannot use /nowhere/x: no such file or directory'],
])('%s is told in words, also by an error that another thread sent', (_, work, words) => {
  const error = thrownBy(work);
  const told = systemRefusal(error);
  expect(told).toEqual({ message: words, remedy: expect.stringMatching(/./) });
  expect(systemRefusal(structuredClone(error))).toEqual(told);
});

it.each<[what: string, error: unknown]>([
  ['a mistake of ours', new TypeError("Cannot read properties of undefined (reading 'x')")],
  [
    'a module that does not load',
    Object.assign(new Error("Cannot find module '/x'"), { code: 'ERR_MODULE_NOT_FOUND' }),
  ],
  ['a connection', Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })],
  ['no error at all', 'ENOSPC'],
])('%s is none of the file system', (_, error) => {
  expect(systemRefusal(error)).toBeNull();
});
