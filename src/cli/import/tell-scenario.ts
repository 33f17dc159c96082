import type { Terminal } from '../terminal.ts';
import { type ScenarioTarget, writeScenario } from './scenario-target.ts';

interface Imported {
  readonly target: ScenarioTarget;
  /** The scenario file. */
  readonly text: string;
  /** What the import found, as text or as JSON. */
  readonly found: string;
  readonly isJson: boolean;
}

/** Writes the file, then says what was found in the log. With `--out -` the file takes standard output for itself. */
export function tellScenario({ target, text, found, isJson }: Imported, terminal: Terminal): void {
  const { path } = target;
  if (path === null) {
    terminal.warn(found);
    terminal.print(text);
    return;
  }
  writeScenario(target, path, text);
  terminal.print(found);
  if (isJson) return;
  terminal.print(`\n${terminal.paint('green', 'wrote')} ${path}\n`);
  terminal.print(`\nRun it with\n  poolproof run ${/\s/.test(path) ? `'${path}'` : path}\n`);
}
