import { Fingerprint } from '../measure/fingerprint.ts';
import { JournalWriter } from '../measure/journal.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { simulateAsking } from './run-asking.ts';
import type { Determinism } from './run-outcome.ts';
import { sha256 } from './sha256.ts';

/** Runs the scenario a second time and compares, with programs that are started again; only when the fingerprints differ are two journals kept, to find where. */
export async function checkDeterminism(first: string, compile: () => CompiledScenario): Promise<Determinism> {
  if ((await fingerprintOf(compile())) === first) return { kind: 'same' };
  const [one, other] = [await recordsOf(compile()), await recordsOf(compile())];
  let record = 0;
  while (record < Math.max(one.length, other.length) && one[record] === other[record]) record++;
  return { kind: 'differs', record: record + 1, first: one[record] ?? null, second: other[record] ?? null };
}

async function fingerprintOf(scenario: CompiledScenario): Promise<string> {
  const fingerprint = new Fingerprint(scenario, sha256());
  await simulateAsking(scenario, [fingerprint]);
  return fingerprint.digest();
}

async function recordsOf(scenario: CompiledScenario): Promise<readonly string[]> {
  const records: string[] = [];
  await simulateAsking(scenario, [new JournalWriter(scenario, (line) => records.push(line))]);
  return records;
}
