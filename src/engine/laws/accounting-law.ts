import type { Fact } from '../fact.ts';
import type { PodId } from '../ids.ts';
import type { SlotChanged, SlotUse } from '../note.ts';
import { PagedTable } from '../paged-table.ts';
import type { PoolConfig } from '../pool-config.ts';
import { type Bench, nameOfPod } from './bench.ts';

interface Account {
  readonly slots: number;
  readonly upAt: number;
  idle: number;
  claimed: number;
  running: number;
  reserved: number;
  isConnected: boolean;
  /** Since when the present split has held. */
  since: number;
}

/**
 * `accounting`: running + claimed + reserved + idle + offline slot time = slots × pod time. Uses come from the engine's notes,
 * pods and connections from the facts; a change that one side misses shows as a difference. An idle slot of a pod whose agent
 * is not connected is offline.
 */
export class AccountingLaw {
  readonly #bench: Bench;
  readonly #accounts = new PagedTable<Account>();
  readonly #timeMs = { running: 0, claimed: 0, reserved: 0, idle: 0, offline: 0 };
  #slotTimeMs = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  slotChanged(changed: SlotChanged): void {
    const account = this.#accounts.get(changed.pod);
    // The pod went while the server was down: the engine clears its slots later.
    if (account === undefined) return;
    this.#settle(account, changed.at);
    const left = add(account, changed.from, -changed.units);
    add(account, changed.to, changed.units);
    if (left < 0) {
      this.#bench.breach(
        'accounting',
        changed.at,
        `${nameOfPod(changed.pod)} has ${left} slots that are ${changed.from}`,
      );
    }
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.up': {
        const { slots } = (this.#bench.configs[fact.pool] as PoolConfig).agent;
        // A pod whose first create came to nothing may have been claimed before it is up.
        const claimed = this.#bench.books.pools[fact.pool]?.pods.get(fact.pod)?.claimed ?? 0;
        const idle = slots - claimed;
        const account = {
          slots,
          upAt: fact.at,
          idle,
          claimed,
          running: 0,
          reserved: 0,
          isConnected: false,
          since: fact.at,
        };
        this.#accounts.set(fact.pod, account);
        break;
      }
      case 'pod.down':
        this.#close(fact.pod, fact.at);
        break;
      case 'agent.up':
      case 'agent.down': {
        const account = this.#accounts.get(fact.pod);
        if (account === undefined) break;
        this.#settle(account, fact.at);
        account.isConnected = fact.kind === 'agent.up';
        break;
      }
      default:
        break;
    }
  }

  runEnded(at: number): void {
    this.#accounts.forEach((_account, pod) => {
      this.#close(pod as PodId, at);
    });
    const { running, claimed, reserved, idle, offline } = this.#timeMs;
    const sum = running + claimed + reserved + idle + offline;
    if (sum !== this.#slotTimeMs) {
      const parts = `running ${running} + claimed ${claimed} + reserved ${reserved} + idle ${idle} + offline ${offline}`;
      this.#bench.breach(
        'accounting',
        at,
        `${parts} = ${sum} ms of slot time, but slots × pod time is ${this.#slotTimeMs} ms`,
      );
    }
  }

  #close(pod: PodId, at: number): void {
    const account = this.#accounts.get(pod);
    if (account === undefined) return;
    this.#settle(account, at);
    this.#slotTimeMs += account.slots * (at - account.upAt);
    this.#accounts.delete(pod);
  }

  #settle(account: Account, at: number): void {
    const lastedMs = at - account.since;
    if (lastedMs === 0) return;
    account.since = at;
    this.#timeMs.running += account.running * lastedMs;
    this.#timeMs.claimed += account.claimed * lastedMs;
    this.#timeMs.reserved += account.reserved * lastedMs;
    if (account.isConnected) this.#timeMs.idle += account.idle * lastedMs;
    else this.#timeMs.offline += account.idle * lastedMs;
  }
}

/** Gives what it then is. */
function add(account: Account, use: SlotUse, units: number): number {
  switch (use) {
    case 'running':
      account.running += units;
      return account.running;
    case 'idle':
      account.idle += units;
      return account.idle;
    case 'reserved':
      account.reserved += units;
      return account.reserved;
    case 'claimed':
      account.claimed += units;
      return account.claimed;
  }
}
