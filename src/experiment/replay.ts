import type { Output } from '../engine/core.ts';
import { Engine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/event.ts';
import { PolicyFailed } from '../engine/policy-failed.ts';
import { type LoggedDecision, loggedDecision } from '../measure/decision-log.ts';
import { JournalWriter } from '../measure/journal.ts';
import type { JournalHeader } from '../measure/journal-header.ts';
import { type JournalRecord, journalReader } from '../measure/journal-reader.ts';
import { Names } from '../measure/names.ts';

/** What became of feeding a journal's events to a fresh engine. Records count from 1, times are ms since the run began. */
export type Replay =
  /** Every command and every note came again, in order. */
  | { readonly kind: 'same'; readonly events: number; readonly commands: number }
  | ReplayDifference
  /** A line that cannot be read; `line` counts from 1, the header being the first. */
  | { readonly kind: 'unreadable'; readonly line: number; readonly text: string; readonly why: string };

export interface ReplayDifference {
  readonly kind: 'differs';
  /** Number of the record, and what it is in the journal and in the replay; null = nothing more came of the event. */
  readonly record: number;
  readonly recorded: string | null;
  readonly replayed: string | null;
  /** The event that both are answers to. */
  readonly event: string;
  /** The last records before the difference, oldest first. */
  readonly before: readonly string[];
  /** The decision of that event, else the last before it, as the journal has it and as the replay made it. */
  readonly decisions: { readonly recorded: LoggedDecision | null; readonly replayed: LoggedDecision | null };
}

/**
 * Feeds the events of a run, simulated or real, to a fresh engine and compares what it says with what the journal says it said: its
 * commands, and the notes that give their reasons. `lines` are those after the header.
 */
export function replay(header: JournalHeader, lines: Iterable<string>): Replay {
  const read = journalReader(header);
  const said = new Said(header);
  const engine = new Engine(
    { pools: header.pools.map(({ config }) => config), initialTasks: header.initialTasks, firstPod: header.firstPod },
    said,
  );
  const before: string[] = [];
  let line = 1;
  let events = 0;
  let commands = 0;
  let event = 'nothing yet';
  let record = 0;
  const names = new Names(header);
  const rest = lines[Symbol.iterator]();
  let decided: LoggedDecision | null = null;
  const look = (entry: JournalRecord): void => {
    if (entry.group === 'note' && entry.record.kind === 'scale.decided')
      decided = loggedDecision(entry.record, names.pool(entry.record.pool));
  };
  const differs = (recorded: string | null, replayed: string | null): ReplayDifference => {
    // The event's decision may stand behind the difference.
    for (let next = rest.next(); recorded !== null && next.done !== true; next = rest.next()) {
      const entry = read(next.value);
      if (typeof entry === 'string' || entry.group === 'event') break;
      look(entry);
    }
    const decisions = { recorded: decided, replayed: said.decision };
    return { kind: 'differs', record, recorded, replayed, event, before: [...before], decisions };
  };
  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    const text = next.value;
    line += 1;
    const entry = read(text);
    if (typeof entry === 'string') return { kind: 'unreadable', line, text, why: entry };
    record = entry.number;
    look(entry);
    if (entry.group === 'event') {
      const unsaid = said.next();
      if (unsaid !== null) return differs(null, unsaid);
      event = text;
      events += 1;
      if (!isHandled(engine, entry.record)) break;
    } else if (entry.group !== 'fact') {
      const replayed = said.next();
      if (replayed !== withoutNumber(text)) return differs(text, replayed);
      if (entry.group === 'command') commands += 1;
    }
    before.push(text);
    if (before.length > CONTEXT_RECORDS) before.shift();
  }
  const unsaid = said.next();
  if (unsaid !== null) return differs(null, unsaid);
  // Every run begins with an event: nothing was compared.
  if (events === 0)
    return { kind: 'unreadable', line: line + 1, text: '', why: 'the journal ends here, and has no events' };
  return { kind: 'same', events, commands };
}

/** A policy that ended the run ends the replay, too. */
function isHandled(engine: Engine, event: EngineEvent): boolean {
  try {
    engine.handle(event);
    return true;
  } catch (error) {
    if (error instanceof PolicyFailed) return false;
    throw error;
  }
}

const CONTEXT_RECORDS = 20;

/** Records of a run and of its replay are numbered apart: facts come in one of them only. */
const withoutNumber = (line: string): string => line.replace(/^\{"n":\d+,/, '{');

/** What the engine says, as lines of a journal, until somebody takes them. Written at once: its objects are valid during the call only. */
class Said implements Output {
  readonly #lines: string[] = [];
  readonly #writer: JournalWriter;
  #taken = 0;
  /** The last that was said. */
  decision: LoggedDecision | null = null;

  constructor(header: JournalHeader) {
    const names = new Names(header);
    this.#writer = new JournalWriter(header, (line) => this.#lines.push(withoutNumber(line)));
    this.note = (note) => {
      this.#writer.note(note);
      if (note.kind === 'scale.decided') this.decision = loggedDecision(note, names.pool(note.pool));
    };
    this.taskMoved = this.note;
    this.slotChanged = this.note;
  }

  readonly perform: Output['perform'] = (command) => this.#writer.command(command);
  readonly note: Output['note'];
  readonly taskMoved: Output['taskMoved'];
  readonly slotChanged: Output['slotChanged'];

  /** The oldest line that was not taken yet. */
  next(): string | null {
    const line = this.#lines[this.#taken];
    if (line === undefined) return null;
    this.#taken += 1;
    if (this.#taken === this.#lines.length) this.#taken = this.#lines.length = 0;
    return line;
  }
}
