import { Fingerprint } from '../measure/fingerprint.ts';
import { JournalWriter } from '../measure/journal.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { simulate } from '../sim/run.ts';
import type { Determinism } from './run-outcome.ts';
import { sha256 } from './sha256.ts';

/** Runs the scenario a second time and compares; only when the fingerprints differ are two journals kept, to find where. */
export function checkDeterminism(first: string, compile: () => CompiledScenario): Determinism {
  if (fingerprintOf(compile()) === first) return { kind: 'same' };
  const [one, other] = [recordsOf(compile()), recordsOf(compile())];
  let record = 0;
  while (record < Math.max(one.length, other.length) && one[record] === other[record]) record++;
  return { kind: 'differs', record: record + 1, first: one[record] ?? null, second: other[record] ?? null };
}

function fingerprintOf(scenario: CompiledScenario): string {
  const fingerprint = new Fingerprint(scenario, sha256());
  simulate(scenario, [fingerprint]);
  return fingerprint.digest();
}

function recordsOf(scenario: CompiledScenario): readonly string[] {
  const records: string[] = [];
  simulate(scenario, [new JournalWriter(scenario, (line) => records.push(line))]);
  return records;
}
