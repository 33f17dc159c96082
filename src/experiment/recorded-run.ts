import type { RunEnd } from '../engine/run-end.ts';
import { type JournalHeader, parseHeader } from '../measure/journal-header.ts';
import { journalReader } from '../measure/journal-reader.ts';
import { tellRecord } from '../measure/tell-record.ts';
import { type CompiledScenario, horizonOf, measuredEnd } from '../scenario/compiled.ts';
import type { PolicyLookup } from '../scenario/policy-lookup.ts';
import { type Collect, MeasuredRun } from './measured-run.ts';
import type { FinishedRun } from './run-outcome.ts';

/**
 * Measures a run from its journal, as if it were going on now. `scenario` must be the one that was run. A journal does not say when and
 * why its run ended: that is what a run with these records comes to by itself (see `endOf`). Else why it cannot be measured, in words.
 */
export function measureRecorded(
  scenario: CompiledScenario,
  lines: Iterator<string>,
  { collect, policies }: { readonly collect: Collect; readonly policies: PolicyLookup },
): FinishedRun | string {
  const first = lines.next();
  const header = parseHeader(first.done === true ? '' : first.value, policies);
  if (typeof header === 'string') return header;
  const stranger = unlike(header, scenario);
  if (stranger !== null) return stranger;
  const read = journalReader(header);
  const run = new MeasuredRun(scenario, collect, null);
  let now = 0;
  let events = 0;
  let number = 1;
  for (let next = lines.next(); next.done !== true; next = lines.next()) {
    number += 1;
    const entry = read(next.value);
    if (typeof entry === 'string') return `line ${number}: ${entry}`;
    if (entry.record.at > now) {
      for (const observer of run.observers) observer.instantEnded?.(now);
      now = entry.record.at;
    }
    if (entry.group === 'event') events += 1;
    for (const observer of run.observers) tellRecord(observer, entry);
  }
  for (const observer of run.observers) observer.instantEnded?.(now);
  const end = endOf(scenario, now, run.isWorkLeft);
  for (const observer of run.observers) observer.runEnded?.(end.endedAt);
  return run.finished({ ...end, events, breaches: [] });
}

/** As the worlds end a run: at the horizon, or with the work if there is a drain. A run that was stopped looks as if it went on idle. */
function endOf({ run }: CompiledScenario, lastAt: number, isWorkLeft: boolean): Pick<RunEnd, 'endedAt' | 'cause'> {
  const measuredTo = measuredEnd(run);
  if (run.drainMs === 0) return { endedAt: Math.max(lastAt, measuredTo), cause: 'horizon' };
  if (isWorkLeft) return { endedAt: Math.max(lastAt, horizonOf(run)), cause: 'drain-timeout' };
  return { endedAt: Math.max(lastAt, measuredTo), cause: 'drained' };
}

/** What shows that the journal is of another run; null = nothing does. */
function unlike(header: JournalHeader, scenario: CompiledScenario): string | null {
  for (const field of ['scenario', 'variant', 'seed', 'replication'] as const) {
    const wanted = field === 'scenario' ? scenario.name : scenario[field];
    if (header[field] !== wanted)
      return `the journal is of ${field} ${JSON.stringify(header[field])}, the file of ${JSON.stringify(wanted)}`;
  }
  return null;
}
