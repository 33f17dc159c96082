import { existsSync } from 'node:fs';
import type { Tinypool } from 'tinypool';

/** Threads or processes that turn a job, plain data, into a result, plain data. */
export interface Workers<J, R> {
  run(job: J): Promise<R>;
  /** Drops what is under way. */
  close(): Promise<void>;
}

/**
 * Starts worker threads; `entry` is the built module whose default export does a job. Threads load built JavaScript: run from the
 * sources (tests, `npm run dev`) they take what `npm run build` made last.
 */
export const startWorkers = <J, R>(entry: URL, threads: number): Workers<J, R> =>
  start(entry, threads, { runtime: 'worker_threads' });

/** The same in processes of their own, which share nothing with this one but its environment. */
export const startProcesses = <J, R>(entry: URL, processes: number): Workers<J, R> =>
  start(entry, processes, { runtime: 'child_process', env: environment() });

function start<J, R>(entry: URL, count: number, kind: Pick<Tinypool['options'], 'runtime' | 'env'>): Workers<J, R> {
  const built = builtModule(entry);
  // Loaded here: most commands start no workers.
  const pool = import('tinypool').then(
    ({ Tinypool }) =>
      new Tinypool({
        filename: built.href,
        minThreads: count,
        maxThreads: count,
        idleTimeout: Number.POSITIVE_INFINITY,
        ...kind,
      }),
  );
  return { run: async (job) => (await pool).run(job), close: async () => (await pool).destroy() };
}

const environment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** The file of an entry; it is there: tinypool would try for ever to load one that is not. */
export function builtModule(entry: URL): URL {
  const root = new URL('../../', import.meta.url).href;
  const isSource = import.meta.url.endsWith('.ts');
  const built = isSource ? new URL(entry.href.slice(root.length).replace(/^src/, 'dist'), root) : entry;
  if (!existsSync(built)) throw new Error(`${built.pathname} is not there: run \`npm run build\` first`);
  return built;
}
