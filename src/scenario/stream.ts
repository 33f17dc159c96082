import seedrandom from 'seedrandom';

/** Uniform on [0, 1), with 32 bits. */
export type Random = () => number;

/**
 * The named streams of one run. Each is seeded from (seed, replication, name) alone, so that no draw depends on how many
 * others were made: two policies meet the same luck, and a new fault or workload entry does not reshuffle an old run.
 */
export class Streams {
  readonly #seed: string;

  constructor(seed: string, replication: number) {
    this.#seed = replication === 0 ? seed : `${seed}#${replication}`;
  }

  /** A fresh stream from its first draw; asked for twice, the same numbers come twice. */
  open(name: string): Random {
    return seedrandom.alea(`${this.#seed}/${name}`).quick;
  }
}
