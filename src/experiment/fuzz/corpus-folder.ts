import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { writeFileAtomically } from '../atomic-file.ts';
import { sha256 } from '../sha256.ts';
import { type FuzzDocument, textOf } from './fuzz-document.ts';

/** The documents of a folder in order of their names; none if there is no such folder. */
export function readCorpus(folder: string): readonly FuzzDocument[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const document: unknown = parse(readFileSync(join(folder, file), 'utf8'));
    return typeof document === 'object' && document !== null && !Array.isArray(document)
      ? [document as FuzzDocument]
      : [];
  });
}

/** Each under a name made of its text: the same document is kept once. */
export function writeCorpus(folder: string, documents: readonly FuzzDocument[]): void {
  for (const document of documents) {
    const text = textOf(document);
    const hash = sha256();
    hash.update(text);
    writeFileAtomically(join(folder, `${hash.digest().slice(0, 16)}.yaml`), text);
  }
}
