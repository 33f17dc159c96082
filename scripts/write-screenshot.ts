// Writes docs/report.png, which the README shows: the top of one report as Chromium draws it. Run after a build; not compared by CI,
// because fonts differ from machine to machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BROWSER_PATH, openBrowser } from '../test/support/browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const SHOWN = {
  file: 'scenarios/trace-replay.yaml',
  variant: 'recorded',
  place: 'trace-replay/recorded/report.html',
};
const SIZE = { width: 1000, height: 1570 };
const BYTES_MAX = 200 * 1024;

if (BROWSER_PATH === null) throw new Error('there is no chromium: install one, or name it in POOLPROOF_CHROMIUM');

const scratch = mkdtempSync(join(tmpdir(), 'poolproof-screenshot-'));
try {
  const line = ['run', SHOWN.file, '--variant', SHOWN.variant, '--report', scratch, '--quiet'];
  execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...line], { cwd: root, stdio: 'inherit' });
  const browser = await openBrowser();
  try {
    // The README shows it smaller anyway, and every dot costs.
    const page = await browser.newPage({ viewport: SIZE, deviceScaleFactor: 0.85, colorScheme: 'light' });
    await page.goto(pathToFileURL(join(scratch, SHOWN.place)).href);
    const picture = await page.screenshot();
    if (picture.length > BYTES_MAX) throw new Error(`${picture.length} bytes are too many for a README`);
    writeFileSync(join(root, 'docs/report.png'), picture);
    process.stdout.write(`docs/report.png, ${picture.length} bytes\n`);
  } finally {
    await browser.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
