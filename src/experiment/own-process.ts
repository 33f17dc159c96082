import { Console } from 'node:console';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a module of the user's did outside of our calls: in a timer, or in a promise that nobody waits for. */
export interface StrayFailure {
  /** Its path, where the error tells it. */
  readonly module: string;
  readonly text: string;
}

/**
 * For the entries of processes and threads that are ours alone, before anything is loaded; a program that uses the library keeps what is its
 * own. Here modules of the user's run beside us: they must not end the process as if all were well, nor write between results, nor take the
 * results along when they fail behind our back. `onOwn` is told of what else nobody caught.
 */
export function guardProcess(onOwn: (error: unknown) => void): void {
  if (exit !== null) return;
  exit = process.exit.bind(process);
  process.on('uncaughtException', (error) => {
    const stray = strayOf(error);
    if (stray === null) onOwn(error);
    else strays.push(stray);
  });
}

/** Of threads and processes of work: whoever started it hears of it. */
export const dieOfIt = (error: unknown): never => {
  throw error;
};

/** Ours is the right to. */
export function endProcess(code?: number): never {
  isEnding = true;
  return (exit ?? process.exit)(code);
}

/** It is on purpose. */
export const isProcessEnding = (): boolean => isEnding;

/** Before it is loaded. `shown`: the path for messages. */
export function noteModule(path: string, shown: string): void {
  // Only now: packages of ours may print by the console.
  if (exit !== null && modules.size === 0) restrain();
  modules.set(path, shown);
}

function restrain(): void {
  process.exit = (code) => {
    const refusal = new Error(`process.exit(${code ?? ''}) was called`);
    // From whoever called on.
    Error.captureStackTrace(refusal, process.exit);
    throw refusal;
  };
  globalThis.console = new Console(process.stderr, process.stderr);
}

/** Those that nobody has taken yet. */
export const takeStrays = (): readonly StrayFailure[] => strays.splice(0);

/**
 * The first since the last time, after a moment in which what was thrown in promises, or in timers without delay, comes up. Without modules of
 * the user's nobody waits.
 */
export async function strayFailure(): Promise<StrayFailure | null> {
  if (exit === null || modules.size === 0) return null;
  // Timers of one delay are called in order: those of the module's before this one.
  await sleep(1);
  return takeStrays()[0] ?? null;
}

/** The line of a module in which an error came up, where it tells. */
export function lineIn(path: string, error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = new RegExp(`(?:${escaped(path)}|${escaped(pathToFileURL(path).href)})(?:\\?sha256=\\w+)?:(\\d+)`);
  return place.exec(stack)?.[1] ?? null;
}

let exit: typeof process.exit | null = null;
let isEnding = false;
const modules = new Map<string, string>();
const strays: StrayFailure[] = [];

/** Null = it is ours. */
function strayOf(error: unknown): StrayFailure | null {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  for (const [path, shown] of modules) {
    const line = lineIn(path, error);
    if (line !== null) return { module: shown, text: `outside of decide: ${words} (line ${line})` };
  }
  const isOwn = error instanceof Error && error.stack?.includes(OWN_FOLDER) === true;
  if (modules.size === 0 || isOwn) return null;
  return { module: [...modules.values()].join(' or '), text: `outside of decide: ${words}` };
}

/** Of the built program. */
const OWN_FOLDER = fileURLToPath(new URL('.', import.meta.url));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
