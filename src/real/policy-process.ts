import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyAsk } from '../engine/command.ts';
import type { PolicyAnswer } from '../engine/event.ts';
import type { PolicyProgram, ProgramFailure } from '../engine/policy-program.ts';
import { type Hello, helloLine, questionLine, readDecision } from './policy-io.ts';
import { TIMEOUT_MS_MAX } from './run-clock.ts';

/** What became of the questions to one program in one run. Plain data. */
export interface ProgramAccount {
  readonly pool: string;
  readonly policy: string;
  readonly asked: number;
  readonly failures: Readonly<Partial<Record<ProgramFailure, number>>>;
  /** What was wrong with the first failure of each kind, in a sentence. */
  readonly firstFailures: Readonly<Partial<Record<ProgramFailure, string>>>;
  readonly mostFailuresInARow: number;
  /** Answers to questions that were over; dropped. */
  readonly late: number;
  /** Processes: one, unless it ended before the run did. */
  readonly starts: number;
  /** It failed so often that nobody asked any more. */
  readonly isGivenUp: boolean;
  /** The last lines of its standard error, if it failed; oldest first. */
  readonly lastWords: readonly string[];
}

interface OpenQuestion {
  readonly ask: number;
  readonly timer: NodeJS.Timeout;
  readonly answer: (answer: PolicyAnswer) => void;
}

/**
 * The program of one pool in one run. Started at the first question; one that has ended is started again at the next. Questions never
 * reject: what goes wrong is an answer, too. One at a time: where a server that has restarted asks anew, nobody waits for the answer to the
 * question before, and it is not counted.
 */
export class PolicyProcess {
  readonly #program: PolicyProgram;
  readonly #policy: string;
  readonly #hello: Hello;
  #child: ChildProcess | null = null;
  #waiting: OpenQuestion | null = null;
  /** Of standard output, after the last line end. */
  #rest = '';
  #words: string[] = [];
  #asked = 0;
  #starts = 0;
  #late = 0;
  #inARow = 0;
  #mostInARow = 0;
  readonly #failures = new Map<ProgramFailure, number>();
  readonly #firstFailures = new Map<ProgramFailure, string>();

  constructor(program: PolicyProgram, policy: string, hello: Hello) {
    this.#program = program;
    this.#policy = policy;
    this.#hello = hello;
  }

  get account(): ProgramAccount {
    return {
      pool: this.#hello.pool,
      policy: this.#policy,
      asked: this.#asked,
      failures: Object.fromEntries([...this.#failures].sort()),
      firstFailures: Object.fromEntries([...this.#firstFailures].sort()),
      mostFailuresInARow: this.#mostInARow,
      late: this.#late,
      starts: this.#starts,
      isGivenUp: this.#failures.has('given-up'),
      lastWords: this.#failures.size === 0 ? [] : this.#words,
    };
  }

  async ask(question: PolicyAsk): Promise<PolicyAnswer> {
    const answer = await this.#answerTo(question);
    this.#asked += 1;
    if (answer.kind === 'failed') {
      this.#inARow += 1;
      this.#mostInARow = Math.max(this.#mostInARow, this.#inARow);
      const before = this.#failures.get(answer.failure) ?? 0;
      this.#failures.set(answer.failure, before + 1);
      if (before === 0) this.#firstFailures.set(answer.failure, answer.detail);
    } else this.#inARow = 0;
    return answer;
  }

  /** Ends it: no more input; after a grace a signal; then another that it cannot refuse. */
  async close(): Promise<void> {
    this.#drop();
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const ended = new Promise<boolean>((resolve) => child.once('close', () => resolve(true)));
    child.stdin?.end();
    for (const signal of ['SIGTERM', 'SIGKILL', null] as const) {
      const timer = new AbortController();
      const isEnded = await Promise.race([ended, sleep(GRACE_MS, false, { signal: timer.signal }).catch(() => false)]);
      timer.abort();
      if (isEnded) return;
      if (signal !== null) signalGroup(child, signal);
    }
  }

  #answerTo(question: PolicyAsk): PolicyAnswer | Promise<PolicyAnswer> {
    if (this.#inARow >= this.#program.giveUpAfter)
      return failed('given-up', `it failed ${this.#program.giveUpAfter} times in a row and is asked no more`);
    this.#drop();
    return new Promise((answer) => {
      const { timeoutMs } = this.#program;
      const late = (): void => {
        if (this.#waiting === open) this.#settle(failed('timed-out', `no answer within ${timeoutMs} ms`));
      };
      // Timers ring before pipes are read: after a pause of our own, an answer that came in time is yet to be heard.
      const timer = setTimeout(() => setImmediate(late), Math.min(timeoutMs, TIMEOUT_MS_MAX));
      const open: OpenQuestion = { ask: question.ask, timer, answer };
      this.#waiting = open;
      this.#child ??= this.#start();
      this.#child.stdin?.write(questionLine(question, this.#hello.pool));
    });
  }

  #settle(answer: PolicyAnswer): void {
    this.#drop()?.answer(answer);
  }

  /** The open question is over. */
  #drop(): OpenQuestion | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #start(): ChildProcess {
    this.#starts += 1;
    this.#rest = '';
    const [file = '', ...args] = this.#program.command;
    // A group of its own: Ctrl-C is for poolproof, which then ends it with all that it has started.
    const child = spawn(file, args, { cwd: this.#program.folder, stdio: 'pipe', detached: true });
    outlivedByNobody(child);
    child.on('error', (error) => this.#ended(child, failed('not-started', error.message)));
    child.on('exit', (code, signal) => {
      const over = (): void => {
        clearTimeout(grace);
        const how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
        const last = this.#words.at(-1);
        this.#ended(child, failed('ended', last === undefined ? how : `${how}, saying ${JSON.stringify(last)}`));
      };
      // All that it said is read by `close`, which waits for whoever else holds its output, too, as what it has started may.
      const grace = setTimeout(over, DRAIN_MS);
      child.once('close', over);
    });
    // It may be gone before it has read everything: its end is told above.
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(child, text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#note(text));
    child.stdin.write(helloLine(this.#hello));
    return child;
  }

  #ended(child: ChildProcess, answer: PolicyAnswer): void {
    if (this.#child !== child) return;
    this.#child = null;
    // What it has started goes with it, and is not heard in place of the next.
    signalGroup(child, 'SIGTERM');
    for (const output of [child.stdout, child.stderr]) output?.destroy();
    this.#settle(answer);
  }

  #read(child: ChildProcess, text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    if (this.#rest.length <= LINE_CHARS_MAX) return;
    this.#rest = '';
    signalGroup(child, 'SIGKILL');
    this.#settle(failed('garbage', `a line is longer than ${LINE_CHARS_MAX} characters`));
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    if (this.#waiting === null) {
      this.#late += 1;
      return;
    }
    const answer = readDecision(line, this.#waiting.ask);
    if (answer === null) this.#late += 1;
    else this.#settle(answer);
  }

  #note(text: string): void {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    this.#words = [...this.#words, ...lines.map((line) => line.slice(0, WORD_CHARS_MAX))].slice(-LAST_WORDS);
  }
}

const failed = (failure: ProgramFailure, detail: string): PolicyAnswer => ({ kind: 'failed', failure, detail });

/** What the program has started goes with it. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

/** Whoever is ended at once, as by a second Ctrl-C, has no time to end programs of other groups gently. */
function outlivedByNobody(child: ChildProcess): void {
  if (living.size === 0) process.once('exit', killLiving);
  living.add(child);
  child.once('close', () => {
    living.delete(child);
    if (living.size === 0) process.off('exit', killLiving);
  });
}

const living = new Set<ChildProcess>();

function killLiving(): void {
  for (const child of living) signalGroup(child, 'SIGKILL');
}

/** Wall ms for each step of ending. */
const GRACE_MS = 2000;
/** Wall ms: what a program has said is in the pipe when it ends. */
const DRAIN_MS = 500;
const LINE_CHARS_MAX = 1_000_000;
const LAST_WORDS = 10;
const WORD_CHARS_MAX = 300;
