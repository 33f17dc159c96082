import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openAtomicFile, removePartial, writeFileAtomically } from '../../src/experiment/atomic-file.ts';
import { folderOf } from '../support/command-line.ts';

const folder = folderOf({ 'old.txt': 'old\n' });
afterAll(() => folder.remove());
const at = (name: string): string => join(folder.path, name);
const partials = (): readonly string[] => readdirSync(folder.path).filter((name) => name.endsWith('.partial'));

describe('a file that is written as a whole', () => {
  it('replaces the old one when it is committed, not before', () => {
    const file = openAtomicFile(at('old.txt'));
    file.write('new\n');
    expect(readFileSync(at('old.txt'), 'utf8')).toBe('old\n');
    file.commit();
    expect(readFileSync(at('old.txt'), 'utf8')).toBe('new\n');
    expect(partials()).toEqual([]);
  });

  it('leaves nothing beside a folder that stands in its way', () => {
    mkdirSync(at('taken'));
    expect(() => writeFileAtomically(at('taken'), 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(partials()).toEqual([]);
  });

  it('is written where a link leads to, there or not, and the link stays', () => {
    writeFileSync(at('target.txt'), 'old\n');
    symlinkSync('target.txt', at('link.txt'));
    symlinkSync('later/target.txt', at('nowhere.txt'));
    writeFileAtomically(at('link.txt'), 'new\n');
    writeFileAtomically(at('nowhere.txt'), 'new\n');
    expect(readlinkSync(at('link.txt'))).toBe('target.txt');
    expect(readlinkSync(at('nowhere.txt'))).toBe('later/target.txt');
    expect(readFileSync(at('target.txt'), 'utf8')).toBe('new\n');
    expect(readFileSync(at('later/target.txt'), 'utf8')).toBe('new\n');
  });

  it('goes straight into a pipe, which stays one', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => {
      read += text;
    });
    writeFileAtomically(at('pipe'), ['one\n', 'two\n']);
    await once(reader, 'close');
    expect(read).toBe('one\ntwo\n');
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  });

  it('of a thread that is no more can be removed by its name', () => {
    const file = openAtomicFile(at('cut.txt'));
    file.write('half');
    expect(partials()).toHaveLength(1);
    removePartial(at('cut.txt'));
    expect(partials()).toEqual([]);
    file.discard();
  });
});
