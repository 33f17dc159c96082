import type { Fact } from '../fact.ts';
import type { PodId, PoolId } from '../ids.ts';
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
}

/**
 * `accounting`: running + claimed + reserved + idle + offline slot time = slots × pod time. Uses come from the engine's notes,
 * pods and connections from the facts; a change that one side misses shows as a difference. An idle slot of a pod whose agent
 * is not connected is offline.
 */
export class AccountingLaw {
  readonly #bench: Bench;
  readonly #accounts = new PagedTable<Account>();
  /** Per share: the instants at which units left it less those at which they entered, which is their time once all have left. */
  readonly #shares = new Float64Array(SHARES.length);
  #slotTimeMs = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  slotChanged(changed: SlotChanged): void {
    const account = this.#accounts.get(changed.pod);
    // The pod went while the server was down: the engine clears its slots later.
    if (account === undefined) return;
    const { at, units } = changed;
    this.#shift(shareOf(changed.from, account), units * at);
    this.#shift(shareOf(changed.to, account), -units * at);
    const left = add(account, changed.from, -units);
    add(account, changed.to, units);
    if (left < 0) {
      this.#bench.breach('accounting', at, `${nameOfPod(changed.pod)} has ${left} slots that are ${changed.from}`);
    }
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.up':
        this.#open(fact.pod, fact.pool, fact.at);
        break;
      case 'pod.down':
        this.#close(fact.pod, fact.at);
        break;
      case 'agent.up':
      case 'agent.down': {
        const account = this.#accounts.get(fact.pod);
        if (account === undefined) break;
        this.#shift(shareOf('idle', account), account.idle * fact.at);
        account.isConnected = fact.kind === 'agent.up';
        this.#shift(shareOf('idle', account), -account.idle * fact.at);
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
    const sum = this.#shares.reduce((total, share) => total + share, 0);
    if (sum === this.#slotTimeMs) return;
    const parts = SHARES.map((name, share) => `${name} ${this.#shares[share]}`).join(' + ');
    this.#bench.breach(
      'accounting',
      at,
      `${parts} = ${sum} ms of slot time, but slots × pod time is ${this.#slotTimeMs} ms`,
    );
  }

  #open(pod: PodId, pool: PoolId, at: number): void {
    const { slots } = (this.#bench.configs[pool] as PoolConfig).agent;
    // A pod whose first create came to nothing may have been claimed before it is up.
    const claimed = this.#bench.books.pools[pool]?.pods.get(pod)?.claimed ?? 0;
    const account = { slots, upAt: at, idle: slots - claimed, claimed, running: 0, reserved: 0, isConnected: false };
    this.#accounts.set(pod, account);
    this.#settle(account, -at);
  }

  #close(pod: PodId, at: number): void {
    const account = this.#accounts.get(pod);
    if (account === undefined) return;
    this.#settle(account, at);
    this.#slotTimeMs += account.slots * (at - account.upAt);
    this.#accounts.delete(pod);
  }

  /** All its units leave their shares at `at`, or enter them at −`at`. */
  #settle(account: Account, at: number): void {
    this.#shift(shareOf('idle', account), account.idle * at);
    this.#shift(shareOf('claimed', account), account.claimed * at);
    this.#shift(shareOf('running', account), account.running * at);
    this.#shift(shareOf('reserved', account), account.reserved * at);
  }

  #shift(share: number, by: number): void {
    this.#shares[share] = (this.#shares[share] as number) + by;
  }
}

const SHARES = ['running', 'claimed', 'reserved', 'idle', 'offline'] as const;

/** Its place in `SHARES`. */
function shareOf(use: SlotUse, account: Account): number {
  switch (use) {
    case 'running':
      return 0;
    case 'claimed':
      return 1;
    case 'reserved':
      return 2;
    case 'idle':
      return account.isConnected ? 3 : 4;
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
