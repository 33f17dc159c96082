import type { Timer } from '../engine/event.ts';
import { ENTRY, RANK } from './agenda.ts';
import type { Stage } from './stage.ts';
import type { World } from './world.ts';

/** The engine's alarm clock: holds the timers that stand in the calendar. */
export class Timers {
  readonly #world: World;
  readonly #stage: Stage;
  readonly #timers: (Timer | null)[] = [];
  readonly #free: number[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#stage = world.stage;
  }

  /** At once, though not within this call, if that has passed. */
  set(timer: Timer, dueAt: number): void {
    const place = this.#free.pop() ?? this.#timers.length;
    this.#timers[place] = timer;
    this.#stage.calendar.schedule(Math.max(dueAt, this.#stage.now), rankOf(timer), ENTRY.timer, place, 0);
  }

  due(place: number): void {
    const timer = this.#timers[place] as Timer;
    this.#timers[place] = null;
    this.#free.push(place);
    this.#world.server.tell({ kind: 'timer.due', at: this.#stage.now, timer });
  }
}

function rankOf(timer: Timer): number {
  switch (timer.job.kind) {
    case 'tick':
    case 'scale-check':
    case 'reaction':
    case 'freeze-end':
      return RANK.tick;
    case 'monitor':
      return RANK.monitor;
    default:
      return RANK.retry;
  }
}
