import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../../scenarios/traces', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../../../scripts/write-sample-traces.js', import.meta.url));

test('npm run sample-traces writes scenarios/traces byte for byte', () => {
  const made = mkdtempSync(join(tmpdir(), 'poolproof-'));
  try {
    execFileSync(process.execPath, [SCRIPT, made]);
    expect(readdirSync(made).sort()).toEqual(readdirSync(FOLDER).sort());
    for (const file of readdirSync(made)) {
      expect(readFileSync(join(made, file)).equals(readFileSync(join(FOLDER, file)))).toBe(true);
    }
  } finally {
    rmSync(made, { recursive: true });
  }
});
