import type { Command } from '../engine/command.ts';
import type { EngineEvent } from '../engine/event.ts';
import type { Fact } from '../engine/fact.ts';
import type { Note } from '../engine/note.ts';
import type { Observer } from '../engine/observer.ts';
import { fieldWriters } from './field-writers.ts';
import { type Named, Names } from './names.ts';
import { COMMAND_FIELDS, EVENT_FIELDS, FACT_FIELDS, type FieldKind, NOTE_FIELDS } from './record-fields.ts';

/**
 * Writes a run as JSON lines. The header is the first line of a journal and not written here:
 *
 *     {"journal":2,"scenario":"monday","variant":"after","seed":"42","replication":0,"clockStart":null, …}
 *     {"n":1,"t":0,"e":"server.started"}
 *     {"n":2,"t":0,"f":"task.arrived","task":"t1","pool":"pool"}
 *
 * `n` counts records from 1, `t` is in ms since the run began, and `e`, `c`, `note`, `f` name the kind of an event, a command, a note
 * or a fact. Lines come without a line end.
 */
export class JournalWriter implements Observer {
  readonly #sink: (line: string) => void;
  readonly #writers: Readonly<Record<FieldKind, (value: never) => string>>;
  readonly #plans = {
    e: plan('e', EVENT_FIELDS),
    c: plan('c', COMMAND_FIELDS),
    note: plan('note', NOTE_FIELDS),
    f: plan('f', FACT_FIELDS),
  };
  #count = 0;

  constructor(named: Named, sink: (line: string) => void) {
    this.#sink = sink;
    this.#writers = fieldWriters(new Names(named));
  }

  event(event: EngineEvent): void {
    this.#write(this.#plans.e, event);
  }

  command(command: Command): void {
    this.#write(this.#plans.c, command);
  }

  note(note: Note): void {
    this.#write(this.#plans.note, note);
  }

  fact(fact: Fact): void {
    this.#write(this.#plans.f, fact);
  }

  #write(plans: ReadonlyMap<string, LinePlan>, record: { readonly kind: string; readonly at: number }): void {
    this.#count++;
    const { head, fields } = plans.get(record.kind) as LinePlan;
    let line = `{"n":${this.#count},"t":${record.at},${head}`;
    for (const { name, key, kind } of fields) {
      line += key + this.#writers[kind]((record as unknown as Record<string, never>)[name] as never);
    }
    this.#sink(`${line}}`);
  }
}

/** The constant parts of a kind's lines. */
interface LinePlan {
  /** `"e":"task.submitted"` */
  readonly head: string;
  readonly fields: readonly { readonly name: string; readonly key: string; readonly kind: FieldKind }[];
}

function plan(
  group: string,
  table: Readonly<Record<string, Readonly<Record<string, FieldKind>>>>,
): ReadonlyMap<string, LinePlan> {
  return new Map(
    Object.entries(table).map(([kind, fields]) => [
      kind,
      {
        head: `"${group}":"${kind}"`,
        fields: Object.entries(fields).map(([name, fieldKind]) => ({ name, key: `,"${name}":`, kind: fieldKind })),
      },
    ]),
  );
}
