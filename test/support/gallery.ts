import { readFileSync } from 'node:fs';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { CompiledScenario } from '../../src/scenario/compiled.ts';
import type { ScenarioDocument } from '../../src/scenario/load.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { formatProblem } from '../../src/scenario/problem.ts';

const SCENARIOS = new URL('../../scenarios/', import.meta.url);

/** A shipped scenario's variant, ready to run once. `file` is its path below `scenarios/`; one that reads other files is refused. */
export function shippedScenario(file: string, variant: string): CompiledScenario {
  const compiled = compileScenario(documentOf(file), { variant, replication: 0 });
  if ('problems' in compiled) throw new Error(compiled.problems.map(formatProblem).join('\n'));
  return compiled.scenario;
}

/** `file > variant` of every shipped scenario, with the fingerprint of its first replication. */
export const goldenFingerprints = (): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(new URL('golden.json', SCENARIOS), 'utf8'));

function documentOf(file: string): ScenarioDocument {
  const read = documents.get(file);
  if (read !== undefined) return read;
  const { document, problems } = loadScenario(readFileSync(new URL(file, SCENARIOS), 'utf8'), file, { set: [] });
  if (document === null) throw new Error(problems.map(formatProblem).join('\n'));
  documents.set(file, document);
  return document;
}

/** Reading YAML takes longer than most of the runs. */
const documents = new Map<string, ScenarioDocument>();
