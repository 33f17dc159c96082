import { lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearest } from '../../scenario/nearest.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { printJson } from '../json-outputs.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';
import { CI_NAMES, CI_WORKFLOWS, type CiWorkflow } from './ci-workflows.ts';
import { STARTER_SCENARIO } from './starter-scenario.ts';

/** `poolproof init`: all of its files that are not there yet, or none when one of them is there and is another. */
export function writeStarter(given: GivenArguments, terminal: Terminal): ExitCode {
  const folder = given.list('folder')[0] ?? '.';
  const workflow = workflowOf(given);
  const scenario = join(folder, 'scenarios', 'first-pool.yaml');
  const files = [
    { path: scenario, text: STARTER_SCENARIO },
    ...(workflow === null ? [] : [{ path: join(folder, workflow.path), text: workflow.text }]),
  ];
  const missing = new Set(files.filter(isMissing));
  for (const file of missing) write(file);
  if (given.flag('json')) {
    const told = files.map((file) => ({ path: file.path, isNew: missing.has(file) }));
    printJson('init', { poolproof: VERSION, exitCode: EXIT.good, files: told }, terminal);
    return EXIT.good;
  }
  for (const file of files) {
    const told = missing.has(file)
      ? `${terminal.paint('green', 'wrote')} ${file.path}`
      : `${terminal.paint('dim', 'kept')} ${file.path}: it is there already, just as init writes it`;
    terminal.print(`${told}\n`);
  }
  terminal.print(`\nRun it with\n  poolproof run ${/\s/.test(scenario) ? `'${scenario}'` : scenario}\n`);
  return EXIT.good;
}

function workflowOf(given: GivenArguments): CiWorkflow | null {
  const named = given.text('ci');
  if (named === null) return null;
  const name = CI_NAMES.find((each) => each === named);
  if (name !== undefined) return CI_WORKFLOWS[name];
  const close = nearest(named, CI_NAMES);
  throw new UsageError(
    `no workflow for ${named}`,
    close === null ? `one of: ${CI_NAMES.join(', ')}` : `did you mean ${close}?`,
  );
}

interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** Refuses where there is something else in its place. A link that leads nowhere is in the way, too: hence lstat. */
function isMissing({ path, text }: StarterFile): boolean {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return true;
    // A pipe would be waited for.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path, 'utf8') === text) return false;
  } catch (error) {
    throw cannotWrite(path, error);
  }
  throw new UsageError(
    `${path} is there already`,
    'init overwrites nothing: move the file away, or name another folder',
  );
}

function write({ path, text }: StarterFile): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const cannotWrite = (path: string, error: unknown): UsageError =>
  new UsageError(
    `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
    'name a folder that can be written',
  );
