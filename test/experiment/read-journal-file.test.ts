import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openJournalFile } from '../../src/experiment/journal-file.ts';
import { journalLines } from '../../src/experiment/read-journal-file.ts';
import { folderOf } from '../support/command-line.ts';

const folder = folderOf({});
afterAll(() => folder.remove());

const at = (name: string): string => join(folder.path, name);
const placed = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};

/** Some MiB. Three bytes a letter: a border of pieces, 2 to some power, comes amid one. */
const MANY = Array.from({ length: 4000 }, (_, line) => `${line} ${'你'.repeat(400)}`);
const TEXT = `${MANY.join('\n')}\n`;

describe('the lines of a compressed journal', () => {
  it('are those that were written, letters of many bytes and all', () => {
    const file = openJournalFile(at('written.gz'));
    for (const line of MANY) file.write(line);
    file.commit();
    expect([...journalLines(at('written.gz'))]).toEqual(MANY);
  });

  it('go on over members that were put together, wherever these end', () => {
    const bytes = Buffer.from(TEXT);
    const path = placed('members.gz', '');
    const lengths = [1, 2, 100, 65_536, 1 << 20, (1 << 20) + 1];
    for (let start = 0, member = 0; start < bytes.length; member++) {
      const end = start + lengths[member % lengths.length]!;
      appendFileSync(path, gzipSync(bytes.subarray(start, end)));
      start = end;
    }
    expect([...journalLines(path)]).toEqual(MANY);
  });

  it('may be more than a string can hold', () => {
    const line = 'a'.repeat((1 << 20) - 1);
    const member = gzipSync(`${line}\n`.repeat(64));
    let count = 0;
    for (const each of journalLines(placed('long.gz', Buffer.concat(Array(9).fill(member))))) {
      if (each.length === line.length) count += 1;
    }
    expect(count).toBe(9 * 64);
  });

  it('come one at a time: who has seen enough gets no more', () => {
    const lines = journalLines(placed('whole.gz', gzipSync(TEXT)));
    expect(lines.next().value).toBe(MANY[0]);
    expect(lines.return(undefined).done).toBe(true);
  });

  it('before the place where the file was cut off are given, and then it is said', () => {
    const whole = gzipSync(TEXT);
    const lines = journalLines(placed('cut.gz', whole.subarray(0, whole.length - 20)));
    expect(() => [...lines]).toThrow('the compressed file was cut off');
  });

  it.each([
    ['no gzip at all', placed('plain.gz', 'plain\n'), /incorrect header check/],
    ['a damaged member', placed('damaged.gz', damaged(gzipSync(TEXT))), /./],
    ['no file', at('nowhere.gz'), /ENOENT.*nowhere\.gz/],
  ])('%s is refused as the file system refuses', (_, path, words) => {
    let thrown: unknown = null;
    try {
      for (const _line of journalLines(path));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ message: expect.stringMatching(words), code: expect.any(String) });
  });
});

it('a journal whose line ends an editor or a checkout made those of Windows is the same', () => {
  expect([...journalLines(placed('windows.jsonl', TEXT.replaceAll('\n', '\r\n')))]).toEqual(MANY);
  expect([...journalLines(placed('open.jsonl', 'one\r\ntwo\r'))]).toEqual(['one', 'two']);
});

function damaged(bytes: Buffer): Buffer {
  bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 100);
  return bytes;
}
