import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** An event of Chrome's trace format. */
export interface TraceEvent {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly name?: string;
  readonly cat?: string;
  readonly id?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A slice, or a span of an asynchronous row; times in ms. */
export interface Stretch {
  readonly name: string;
  readonly category: string;
  readonly row: string;
  readonly from: number;
  readonly to: number;
  /** Slices of its thread that were open when it began. */
  readonly depth: number;
  readonly args: Readonly<Record<string, unknown>>;
}

const SCHEMA = JSON.parse(
  readFileSync(new URL('./schemas/trace-event.schema.json', import.meta.url), 'utf8'),
) as object;
const matches = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile<{
  readonly traceEvents: readonly TraceEvent[];
}>(SCHEMA);

/** The events of a trace; throws where it is not what the format's documentation says. */
export function eventsOf(text: string): readonly TraceEvent[] {
  const trace: unknown = JSON.parse(text);
  if (!matches(trace)) throw new Error(JSON.stringify(matches.errors?.slice(0, 3)));
  return trace.traceEvents;
}

/** All stretches in order of their ends; throws where slices of a thread do not nest, go back in time or stay open. */
export function stretchesOf(events: readonly TraceEvent[]): readonly Stretch[] {
  const open = new Map<string, TraceEvent[]>();
  const latest = new Map<string, number>();
  const found: Stretch[] = [];
  for (const event of events) {
    const isSpan = event.ph === 'b' || event.ph === 'e';
    if (!isSpan && event.ph !== 'B' && event.ph !== 'E') continue;
    const row = isSpan ? `${event.cat} ${event.id}` : `${event.pid}/${event.tid}`;
    if (event.ts < (latest.get(row) ?? 0)) throw new Error(`${row} goes back in time: ${JSON.stringify(event)}`);
    latest.set(row, event.ts);
    const stack = open.get(row) ?? [];
    open.set(row, stack);
    if (event.ph === 'B' || event.ph === 'b') {
      if (isSpan && stack.length > 0) throw new Error(`${row} is taken: ${JSON.stringify(event)}`);
      stack.push(event);
      continue;
    }
    const began = stack.pop();
    if (began === undefined) throw new Error(`nothing to end: ${JSON.stringify(event)}`);
    found.push({
      name: began.name ?? '',
      category: began.cat ?? '',
      row,
      from: began.ts / 1000,
      to: event.ts / 1000,
      depth: stack.length,
      args: { ...began.args, ...event.args },
    });
  }
  for (const [row, stack] of open) if (stack.length > 0) throw new Error(`${row} stays open: ${stack[0]?.name}`);
  return found;
}
