// Writes reports/samples: what a few small runs leave, as text: reports, charts as specs, exports. With --check nothing is written, and it
// fails where a file is other than what it would write. Run after a build.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'reports/samples');
const scratch = mkdtempSync(join(tmpdir(), 'poolproof-samples-'));

const poolproof = (...line) => {
  try {
    return execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...line], {
      cwd: root,
      encoding: 'utf8',
      env: ENVIRONMENT,
    });
  } catch (error) {
    // An expectation that was not met: that is what the sample shows.
    if (error.status !== 1) throw error;
    return error.stdout;
  }
};
const ENVIRONMENT = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };

/** Drawings and pages differ from machine to machine, or are large. */
const IS_TEXT = /\.(md|json|csv|xml|tap|txt)$/;
/** All of them together. */
const BYTES_MAX = 1024 * 1024;

function make() {
  const one = 'scenarios/reports/515-simultaneous.yaml';
  const told = (name) => join(scratch, 'told', name);
  const reporters = [`tap=${told('run.tap')}`, `junit=${told('junit.xml')}`, `json=${told('run.json')}`].join(',');
  const exports = ['--reporter', reporters, '--openmetrics', told('openmetrics.txt')];
  // The faulty policy in the good variant: a run that fails, and says so in every form.
  poolproof(
    'run',
    one,
    '--policy',
    'pending-only',
    '--variant',
    'after',
    ...exports,
    '--perfetto',
    told('perfetto.json'),
  );
  poolproof('run', one, 'scenarios/reports/capacity-server-restart.yaml', '--report', join(scratch, 'run'));
  const policies = ['--policies', 'pending-only,pending-plus-running,base-stock', '--replications', '3'];
  poolproof('compare', one, '--variant', 'after', ...policies, '--report', join(scratch, 'compare'));
}

/** The texts under a folder by their paths in it. */
function textsIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    files
      .filter((file) => IS_TEXT.test(file) && statSync(join(folder, file)).isFile())
      .map((file) => [
        file.replaceAll('\\', '/'),
        readFileSync(join(folder, file), 'utf8').replaceAll(scratch, 'reports'),
      ]),
  );
}

try {
  make();
  const made = textsIn(scratch);
  const bytes = [...made.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > BYTES_MAX) throw new Error(`${bytes} bytes of samples are too many`);
  if (process.argv.includes('--check')) {
    const kept = textsIn(home);
    kept.delete('README.md');
    const names = [...new Set([...made.keys(), ...kept.keys()])].sort();
    const others = names.filter((name) => made.get(name) !== kept.get(name));
    for (const name of others) process.stderr.write(`${relative(root, join(home, name))} is not what the run leaves\n`);
    if (others.length > 0) process.stderr.write('→ npm run samples, and say in the commit why they changed\n');
    process.exitCode = others.length > 0 ? 1 : 0;
  } else {
    for (const name of readdirSync(home)) if (name !== 'README.md') rmSync(join(home, name), { recursive: true });
    for (const [name, text] of made) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
    }
    process.stdout.write(`${made.size} files, ${bytes} bytes\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
