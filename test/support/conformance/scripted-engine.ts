import type { Command } from '../../../src/engine/command.ts';
import type { EngineEvent, Timer } from '../../../src/engine/event.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import { poolId } from '../../../src/engine/ids.ts';
import type { Observer } from '../../../src/engine/observer.ts';
import type { StreamRecord } from '../records.ts';

type WithoutAt<C> = C extends Command ? Omit<C, 'at'> : never;
/** A command whose instant is that of the turn in which it is given. */
export type Wish = WithoutAt<Command>;

/**
 * Stands where the engine stands in either world, decides nothing, and keeps all that it hears. What a test wants done is commanded as
 * an engine commands: while an event is handled. For that it wakes itself all the time, with timers of the world that it is in.
 */
export class ScriptedEngine implements Observer {
  /** Events, commands and facts in order, without its own alarms. */
  readonly words: StreamRecord[] = [];
  /** What may never be and was. */
  readonly faults: string[] = [];
  epoch = 0;
  #perform: (command: Command) => void = () => {};
  readonly #wishes: Wish[] = [];
  #isHandling = false;

  open(perform: (command: Command) => void): void {
    this.#perform = perform;
  }

  /** To be commanded at the next turn. */
  wish(...wishes: readonly Wish[]): void {
    this.#wishes.push(...wishes);
  }

  get hasWishes(): boolean {
    return this.#wishes.length > 0;
  }

  event(event: EngineEvent): void {
    if (!isAlarm(event)) this.words.push({ event: structuredClone(event) });
  }

  command(command: Command): void {
    if (!isAlarm(command)) this.words.push({ command: structuredClone(command) });
  }

  fact(fact: Fact): void {
    this.words.push({ fact: structuredClone(fact) });
  }

  handle(event: EngineEvent): void {
    if (this.#isHandling) this.faults.push(`${event.kind} came while another event was handled`);
    this.#isHandling = true;
    const { at } = event;
    if (event.kind === 'server.restarted') this.epoch += 1;
    const isTurn = isAlarm(event) && event.timer.epoch === this.epoch;
    if (isTurn || event.kind === 'server.started' || event.kind === 'server.restarted') {
      for (const wish of this.#wishes.splice(0)) this.#perform({ ...wish, at } as Command);
      const timer: Timer = { id: ALARM, epoch: this.epoch, job: { kind: 'tick', pool: poolId(0) } };
      this.#perform({ kind: 'timer.set', at, dueAt: at + TURN_MS, timer });
    }
    this.#isHandling = false;
  }

  handleAnswer(event: EngineEvent): void {
    this.handle(event);
  }
}

const ALARM = -1;
/** Scenario ms. */
const TURN_MS = 200;

const isAlarm = <W extends EngineEvent | Command>(word: W): word is Extract<W, { readonly timer: Timer }> =>
  'timer' in word && word.timer.id === ALARM;
