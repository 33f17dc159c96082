import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const schemaFile = new URL('schema/scenario.schema.json', root);

describe('the schema for editors', () => {
  it('is what the decoder says (npm run schema rewrites it)', () => {
    const tracked = readFileSync(schemaFile, 'utf8');
    execFileSync(process.execPath, [fileURLToPath(new URL('scripts/write-schema.js', root))]);
    expect(readFileSync(schemaFile, 'utf8')).toBe(tracked);
  });
});
