import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journalLines } from './read-journal-file.ts';
import type { RunJob } from './run-job.ts';
import type { Determinism, RunOutcome } from './run-outcome.ts';
import { type SecondRun, type SecondRunEnd, secondRun } from './second-run.ts';
import { startProcesses, type Workers } from './workers.ts';

/**
 * Does runs a second time in processes of their own, so that nothing that a process happens to hold (memory, clock, random numbers,
 * what earlier runs left) can be the same by accident, and compares the fingerprints. Only when they differ are records kept, to find
 * the first that does. The processes start with the first run to be checked and stay for all others.
 */
export class DeterminismCheck {
  readonly #count: number;
  #processes: Workers<SecondRun, SecondRunEnd> | null = null;

  constructor(processes: number) {
    this.#count = processes;
  }

  /** The outcome with what came of the comparison; one that has no fingerprint as it is. */
  async checked(job: RunJob, outcome: RunOutcome): Promise<RunOutcome> {
    if (outcome.kind !== 'finished' || outcome.fingerprint === null) return outcome;
    const { planned, replication } = job;
    const second = await this.#run({ planned, replication, records: null });
    if (second.kind === 'failed') {
      const message = `the run came to its end, and did not in a second process: ${second.message}`;
      return { kind: 'crashed', replication, seed: outcome.seed, message };
    }
    const determinism: Determinism =
      second.fingerprint === outcome.fingerprint ? { kind: 'same' } : await this.#firstDifference(job);
    return { ...outcome, determinism };
  }

  async close(): Promise<void> {
    await this.#processes?.close();
  }

  /** Both once more, one in this process. */
  async #firstDifference({ planned, replication }: RunJob): Promise<Determinism> {
    const folder = mkdtempSync(join(tmpdir(), 'poolproof-'));
    try {
      const [one, other] = [join(folder, 'first.jsonl'), join(folder, 'second.jsonl')];
      await secondRun({ planned, replication, records: one });
      await this.#run({ planned, replication, records: other });
      return firstDifference(journalLines(one), journalLines(other));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #run(run: SecondRun): Promise<SecondRunEnd> {
    this.#processes ??= startProcesses(new URL('./second-run-worker.js', import.meta.url), this.#count);
    return this.#processes.run(run);
  }
}

/** Both are null where it did not show again: what differed once need not differ twice. */
function firstDifference(one: Iterator<string>, other: Iterator<string>): Determinism {
  const before: string[] = [];
  for (let record = 1; ; record++) {
    const [first, second] = [lineOf(one), lineOf(other)];
    if (first !== second || first === null) return { kind: 'differs', record, first, second, before };
    before.push(first);
    if (before.length > CONTEXT_RECORDS) before.shift();
  }
}

const CONTEXT_RECORDS = 5;

function lineOf(lines: Iterator<string>): string | null {
  const next = lines.next();
  return next.done === true ? null : next.value;
}
