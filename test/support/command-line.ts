import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../src/cli/program.ts';

/** The built program; `npm test` builds it first. */
const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `poolproof` as a user would, in `folder`. */
export function poolproof(
  folder: string,
  line: readonly string[],
  whileRunning?: (kill: (signal: NodeJS.Signals) => void, err: Readable) => void,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...line], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
    whileRunning?.((signal) => child.kill(signal), child.stderr);
  });
}

/** A folder of its own with these files; `remove` when the test is over. */
export function folderOf(files: Readonly<Record<string, string>>): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'poolproof-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Two plans at once in an empty pool: the first tick makes the pods, so both wait. */
export const SCENARIO = `scenario: pair
about: Two plans at once.
labels: [small]
run: { duration: 5m }
pool:
  min: 0
  max: 4
workload:
  - tasks:
      - { id: t1, at: 5s, workspace: ws1, type: plan, plan: 60s }
      - { id: t2, at: 5s, workspace: ws2, type: plan, plan: 60s }
expect:
  - { name: small pool, always: { pods: "<= 4" } }
  - { name: all done, at: 4m, that: { tasks.finished: 2 } }
variants:
  plain: {}
  impatient:
    set: { expect.1.at: 6s }
    breaks: [all done]
`;

/** One command line in this process, for what ends before it does anything; names of files are best absolute. */
export async function inProcess(line: readonly string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  const plain = (_style: unknown, text: string): string => text;
  const code = await runProgram(line, {
    print: (text) => {
      said.out += text;
    },
    warn: (text) => {
      said.err += text;
    },
    paint: plain,
    paintWarning: plain,
    isWatched: false,
    width: 100,
    columns: 100,
    shownWidth: null,
  });
  return { code, ...said };
}
