/**
 * `npm run fuzz:documents -- --documents 10000 --seed 1`: random and damaged documents, each checked as `validate` would, those that are
 * sound also run for a while. Prints each failure with its text; the last line counts. `--first 6560 --documents 1` repeats one.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkDocument, type Outcome } from './document-check.ts';
import { randomDocument } from './random-documents.ts';
import { SHIPPED } from './shipped.ts';

/** A document that takes more processor time is as bad as a crash: no author waits so long for an answer. Other work on the machine does not count. */
const PATIENCE_MS = 10_000;

type Counts = Record<Outcome | 'failed', number>;
const none = (): Counts => ({ refused: 0, ran: 0, cut: 0, 'stopped by a law': 0, failed: 0 });

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000' },
    first: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    /** Only every so-many-th document: how the work is shared out among processes. */
    step: { type: 'string' },
  },
});
const first = Number(values.first);
const end = first + Number(values.documents);

function checkAll(from: number, step: number): Counts {
  const counts = none();
  for (let n = from; n < end; n += step) counts[check(n)]++;
  return counts;
}

function check(n: number): Outcome | 'failed' {
  const { kind, text } = randomDocument(values.seed, n, SHIPPED);
  const began = process.cpuUsage();
  try {
    const outcome = checkDocument(text);
    const { user, system } = process.cpuUsage(began);
    const tookMs = (user + system) / 1000;
    if (tookMs > PATIENCE_MS) throw new Error(`it took ${Math.round(tookMs / 1000)} s of the processor`);
    return outcome;
  } catch (error) {
    const told = error instanceof Error ? error.stack : String(error);
    console.log(`document ${n} of seed ${values.seed} (${kind}):\n${told}\n${text.slice(0, 4000)}\n`);
    return 'failed';
  }
}

/** A process that dies is a failure of all that it had still to do. */
function checkApart(from: number, step: number): Promise<Counts> {
  const args = ['--first', `${from}`, '--documents', `${end - from}`, '--seed', values.seed, '--step', `${step}`];
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv });
    child.once('message', (counts) => resolve(counts as Counts));
    child.once('exit', () => resolve({ ...none(), failed: Math.ceil((end - from) / step) }));
  });
}

if (values.step !== undefined) {
  process.send?.(checkAll(first, Number(values.step)));
} else {
  const jobs = Math.min(availableParallelism(), 8, end - first);
  const parts = await Promise.all(Array.from({ length: jobs }, (_, job) => checkApart(first + job, jobs)));
  const total = none();
  for (const part of parts)
    for (const outcome of Object.keys(total) as (keyof Counts)[]) total[outcome] += part[outcome];
  const told = Object.entries(total).map(([outcome, count]) => `${count} ${outcome}`);
  console.log(`${end - first} documents: ${told.join(', ')}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}
