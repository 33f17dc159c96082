import { fieldTime, type LogTime, logTime } from './log-time.ts';

/** A line of the log without its wrapping: colours, carriage returns and JSON are gone, prefixes stay (statements look past them). */
export interface LogLine {
  /** From 1, as an editor counts. */
  readonly number: number;
  readonly time: LogTime | null;
  readonly message: string;
}

/** Lines with anything on them. */
export function logLines(text: string): readonly LogLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .flatMap((raw, index) => {
      const plain = withoutColours(raw.slice(0, LONGEST)).trim();
      return plain === '' ? [] : [readLine(plain, index + 1)];
    });
}

function readLine(plain: string, number: number): LogLine {
  const brace = plain.indexOf('{');
  const fields = brace >= 0 && plain.endsWith('}') ? jsonFields(plain.slice(brace)) : null;
  if (fields === null) return { number, time: logTime(plain), message: plain };
  // The collector's own time in front of the object counts before a field, and a field before the message's own prefix: the outer
  // ones tell their zone more often.
  const message = withoutColours(String(firstOf(fields, MESSAGE_KEYS) ?? '')).trim();
  const time = logTime(plain.slice(0, brace)) ?? fieldTime(firstOf(fields, TIME_KEYS)) ?? logTime(message);
  return { number, time, message };
}

function jsonFields(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

const firstOf = (fields: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown =>
  keys.map((key) => (Object.hasOwn(fields, key) ? fields[key] : undefined)).find((value) => value !== undefined);

/** Control sequences of terminals (ECMA-48 CSI and OSC), and other control characters but the tab. */
const withoutColours = (text: string): string => text.replace(CONTROLS, '');

const CONTROLS = new RegExp(
  [
    '\\u001B\\[[0-?]*[ -/]*[@-~]',
    '\\u001B\\][^\\u0007\\u001B]*(?:\\u0007|\\u001B\\\\)',
    '[\\u0000-\\u0008\\u000B-\\u001F\\u007F]',
  ].join('|'),
  'g',
);

const MESSAGE_KEYS = ['msg', 'message', 'log', 'textPayload', 'MESSAGE'];
const TIME_KEYS = ['time', 'ts', 'timestamp', '@timestamp', 't', 'datetime'];
/** Characters of a line that are looked at: no line of the platform comes near. */
const LONGEST = 4_000;
