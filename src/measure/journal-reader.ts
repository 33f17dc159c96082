import type { Command } from '../engine/command.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { Note } from '../engine/note.ts';
import { fieldReaders, UnknownName } from './field-readers.ts';
import type { Named } from './names.ts';
import { COMMAND_FIELDS, EVENT_FIELDS, FACT_FIELDS, type FieldKind, NOTE_FIELDS } from './record-fields.ts';

/** A line of a journal, read back. `number` counts records from 1. */
export type JournalRecord = { readonly number: number } & (
  | { readonly group: 'event'; readonly record: EngineEvent }
  | { readonly group: 'command'; readonly record: Command }
  | { readonly group: 'note'; readonly record: Note }
  | { readonly group: 'fact'; readonly record: Fact }
);

const GROUPS = [
  { key: 'e', group: 'event', fields: EVENT_FIELDS },
  { key: 'c', group: 'command', fields: COMMAND_FIELDS },
  { key: 'note', group: 'note', fields: NOTE_FIELDS },
  { key: 'f', group: 'fact', fields: FACT_FIELDS },
] as const;

/** Journals of earlier versions lack it: they took the instant at which the server heard of a confirmation for its own. */
const isLater = (kind: string, field: string): boolean => kind === 'apply.confirmed' && field === 'confirmedAt';

/** Reads the lines that `JournalWriter` writes. What cannot be read is said in words. */
export function journalReader(named: Named): (line: string) => JournalRecord | string {
  const readers = fieldReaders(named);
  return (line) => {
    let written: Readonly<Record<string, unknown>>;
    try {
      written = JSON.parse(line);
    } catch {
      return 'this line is not JSON: the journal is damaged, or was cut off here';
    }
    const found = GROUPS.find(({ key }) => typeof written[key] === 'string');
    if (found === undefined || typeof written.n !== 'number' || typeof written.t !== 'number') {
      return 'this line is no record of a journal';
    }
    const kind = String(written[found.key]);
    const tables: Readonly<Record<string, Readonly<Record<string, FieldKind>>>> = found.fields;
    const fields = Object.hasOwn(tables, kind) ? tables[kind] : undefined;
    if (fields === undefined) return `no ${found.group} is of kind ${JSON.stringify(kind)}`;
    const record: Record<string, unknown> = { kind, at: written.t };
    try {
      for (const [name, fieldKind] of Object.entries(fields)) {
        if (Object.hasOwn(written, name)) record[name] = readers[fieldKind](written[name] as never);
        else if (isLater(kind, name)) record[name] = written.t;
        else return `the field ${name} is missing`;
      }
    } catch (error) {
      if (error instanceof UnknownName) return error.message;
      throw error;
    }
    return { number: written.n, group: found.group, record } as unknown as JournalRecord;
  };
}
