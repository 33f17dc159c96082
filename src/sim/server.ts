import type { EngineEvent, TaskAccepted, TaskFinished, TaskPlanned } from '../engine/event.ts';
import type { PodId } from '../engine/ids.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Stage } from './stage.ts';

/**
 * The control server's process. While it is down nobody hears events: what people did meanwhile waits in the platform's
 * database and comes after the restart; what pods and agents did shows in the first list and when agents connect again.
 */
export class Server {
  readonly #stage: Stage;
  readonly #waiting: EngineEvent[] = [];
  isDown = false;
  /** Restarts may overlap: it is back when the last of them is over. */
  #downs = 0;
  /** Faults for which it stands still. */
  readonly #pauses = new Set<number>();
  /** It stood still and has not caught up yet. */
  #isCatchingUp = false;
  /** What came while it stood still, in order. */
  #unheard: Unheard[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** From pods, agents and timers: lost while the server is down. `heard` is called when it is not lost. */
  tell(event: EngineEvent, heard: (() => void) | null = null): void {
    if (this.isDown) return;
    if (this.isBehind()) this.#unheard.push({ kind: 'event', event, isKept: false, heard });
    else {
      this.#stage.tell(event);
      heard?.();
    }
  }

  /** As `tell`, for what agents report of tasks. */
  tellAnswer(event: TaskAccepted | TaskPlanned | TaskFinished, heard: (() => void) | null = null): void {
    if (this.isDown) return;
    if (this.isBehind()) this.#unheard.push({ kind: 'answer', event: { ...event }, isKept: false, heard });
    else {
      this.#stage.tellAnswer(event);
      heard?.();
    }
  }

  /** From people, and of the store: kept while the server is down. The object is copied then. */
  tellLater(event: EngineEvent): void {
    if (this.isDown) this.#waiting.push({ ...event });
    else if (this.isBehind()) this.#unheard.push({ kind: 'event', event: { ...event }, isKept: true, heard: null });
    else this.#stage.tell(event);
  }

  /** Whether it neither is down, nor stands still, nor has anything to catch up with. */
  get isClean(): boolean {
    return !this.isDown && this.#pauses.size === 0 && this.#unheard.length === 0 && this.#waiting.length === 0;
  }

  /** It stands still, or catches up: what it is told now it hears later, or never. */
  isBehind(): boolean {
    return this.#pauses.size > 0 || this.#unheard.length > 0;
  }

  /** Whether it has yet to hear that this pod's connection ended or began: what it sends goes into one that is no more. */
  isBehindOn(pod: PodId): boolean {
    return (
      this.#unheard.length > 0 &&
      this.#unheard.some(
        ({ event }) => (event.kind === 'agent.connected' || event.kind === 'agent.disconnected') && event.pod === pod,
      )
    );
  }

  /** It stands still, and everything that comes waits. `fault`: who keeps it so. */
  pause(fault: number): void {
    if (this.isDown) return;
    if (!this.#isCatchingUp) this.#stage.fact({ kind: 'server.paused', at: this.#stage.now });
    this.#isCatchingUp = true;
    this.#pauses.add(fault);
  }

  /** It catches up, unless another fault keeps it still. */
  resume(fault: number): void {
    if (!this.#pauses.delete(fault) || this.#pauses.size > 0) return;
    this.#stage.calendar.schedule(this.#stage.now, RANK.fault, ENTRY.serverHears, 0, 0);
  }

  /** One thing at a time: a program that is asked about it must have answered before the next. */
  hear(): void {
    const { calendar, now: at } = this.#stage;
    if (!this.#isCatchingUp || this.#pauses.size > 0) return;
    const unheard = this.#unheard.shift();
    if (this.#unheard.length > 0) calendar.schedule(at, RANK.fault, ENTRY.serverHears, 0, 0);
    if (unheard?.kind === 'event') this.#stage.tell({ ...unheard.event, at });
    else if (unheard !== undefined) this.#stage.tellAnswer({ ...unheard.event, at });
    unheard?.heard?.();
    if (this.isBehind()) return;
    this.#isCatchingUp = false;
    this.#stage.fact({ kind: 'server.resumed', at });
  }

  /** The end of its process is the end of its standing still: what it had not heard is lost, but for what people did. */
  goDown(): void {
    this.#downs += 1;
    if (this.isDown) return;
    this.#pauses.clear();
    this.#isCatchingUp = false;
    this.#waiting.push(...this.#unheard.flatMap((each) => (each.kind === 'event' && each.isKept ? [each.event] : [])));
    this.#unheard = [];
    this.isDown = true;
    this.#stage.fact({ kind: 'server.down', at: this.#stage.now });
  }

  /** `restarted` first, then what people did meanwhile, in order. False if another restart keeps it down. */
  comeUp(restarted: EngineEvent): boolean {
    this.#downs -= 1;
    if (this.#downs > 0) return false;
    this.isDown = false;
    this.#stage.fact({ kind: 'server.up', at: this.#stage.now });
    this.#stage.tell(restarted);
    for (const event of this.#waiting.splice(0)) this.#stage.tell({ ...event, at: this.#stage.now });
    return true;
  }
}

/** Something that a server that stands still has not heard yet. */
type Unheard = { readonly isKept: boolean; readonly heard: (() => void) | null } & (
  | { readonly kind: 'event'; readonly event: EngineEvent }
  | { readonly kind: 'answer'; readonly event: TaskAccepted | TaskPlanned | TaskFinished }
);
