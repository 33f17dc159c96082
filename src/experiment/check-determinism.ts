import type { Observer } from '../engine/observer.ts';
import { Fingerprint } from '../measure/fingerprint.ts';
import { JournalWriter } from '../measure/journal.ts';
import { SeriesTracker } from '../measure/series.ts';
import { SeriesConditions } from '../measure/series-conditions.ts';
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
  await again(scenario, fingerprint);
  return fingerprint.digest();
}

async function recordsOf(scenario: CompiledScenario): Promise<readonly string[]> {
  const records: string[] = [];
  await again(scenario, new JournalWriter(scenario, (line) => records.push(line)));
  return records;
}

/** Series are counted only where a fault waits for them. */
async function again(scenario: CompiledScenario, observer: Observer): Promise<void> {
  const series = scenario.faults.some(({ trigger }) => trigger !== null) ? new SeriesTracker(scenario) : null;
  if (series === null) await simulateAsking(scenario, [observer]);
  else await simulateAsking(scenario, [series, observer], new SeriesConditions(series));
}
