import { existsSync } from 'node:fs';
import Tinypool from 'tinypool';

/** Threads that turn a job, plain data, into a result, plain data. */
export interface Workers<J, R> {
  run(job: J): Promise<R>;
  /** Drops what is under way. */
  close(): Promise<void>;
}

/**
 * Starts worker threads; `entry` is the built module whose default export does a job. Threads load built JavaScript: run from the
 * sources (tests, `npm run dev`) they take what `npm run build` made last.
 */
export function startWorkers<J, R>(entry: URL, threads: number): Workers<J, R> {
  const built = builtModule(entry);
  // tinypool would try again for ever.
  if (!existsSync(built)) throw new Error(`${built.pathname} is not there: run \`npm run build\` first`);
  const pool = new Tinypool({
    filename: built.href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  return { run: (job) => pool.run(job), close: () => pool.destroy() };
}

function builtModule(entry: URL): URL {
  if (!import.meta.url.endsWith('.ts')) return entry;
  const root = new URL('../../', import.meta.url).href;
  return new URL(entry.href.slice(root.length).replace(/^src/, 'dist'), root);
}
