import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { checkOutputs } from '../output-files.ts';
import { UsageError } from '../usage-error.ts';

/** Where the scenario goes, and what it is called. */
export interface ScenarioTarget {
  readonly scenario: string;
  /** Null = to standard output, the findings to standard error. */
  readonly path: string | null;
  readonly force: boolean;
}

/** Checked before the log is read: a long import must not end in a refusal. */
export function scenarioTarget(given: GivenArguments, log: string): ScenarioTarget {
  const named = given.text('out');
  const force = given.flag('force');
  if (named === '-') return { scenario: scenarioName(log), path: null, force };
  const path = named ?? join('scenarios', `${scenarioName(log)}.yaml`);
  if (!/\.ya?ml$/.test(path))
    throw new UsageError(
      `--out ${path} is no scenario file`,
      'name a file that ends in .yaml, or - for standard output',
    );
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry?.isDirectory() === true) throw new UsageError(`${path} is a folder`, 'name the file that is to be written');
  if (entry !== undefined && !force)
    throw new UsageError(`${path} is there already`, 'name another file with --out, or overwrite it with --force');
  checkOutputs([{ option: '--out', path }], [log]);
  return { scenario: scenarioName(named === null ? log : path), path, force };
}

export function writeScenario({ force }: ScenarioTarget, path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (force) writeFileAtomically(path, text);
    else writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new UsageError(
      `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'name a file in a folder that can be written with --out',
    );
  }
}

/** The file's name without folder and ending, with only the characters that a scenario's name may have. */
const scenarioName = (file: string): string =>
  basename(file, extname(file))
    .replace(/[^A-Za-z0-9_.-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100) || 'imported';
