import type { Observer } from '../engine/observer.ts';
import { tellEvent, tellFact, tellNote } from '../engine/route.ts';
import type { JournalRecord } from './journal-reader.ts';

/** Tells an observer one record of a journal, as if it were happening now. */
export function tellRecord(observer: Observer, entry: JournalRecord): void {
  if (entry.group === 'event') tellEvent(observer, entry.record);
  else if (entry.group === 'command') observer.command?.(entry.record);
  else if (entry.group === 'note') tellNote(observer, entry.record);
  else tellFact(observer, entry.record);
}
