import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { PodId, PoolId } from '../engine/ids.ts';
import { POD_NAME_HEADER, POD_UID_HEADER } from './protocol.ts';
import type { Refusal } from './refusals.ts';

export interface PodRegister {
  /** The pod of this run with this name and uid. */
  identify(name: string, uid: string): PodId | null;
  poolOf(pod: PodId): PoolId | null;
}

export interface Peer {
  readonly pod: PodId;
  readonly pool: PoolId;
  readonly podName: string;
  readonly podUid: string;
}

/**
 * Who asks for a connection. It needs the bearer token of its pool and a pod of this run. The token is judged first, against every
 * pool's and in the same time whatever it is: digests are of one length, and no comparison ends early.
 */
export class Handshake {
  readonly #digests: readonly Buffer[];
  readonly #pods: PodRegister;

  /** `tokens` by pool. */
  constructor(tokens: readonly string[], pods: PodRegister) {
    this.#digests = tokens.map(digest);
    this.#pods = pods;
  }

  judge(headers: IncomingHttpHeaders): Peer | { readonly refusal: Refusal } {
    const [, token] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) return { refusal: 'no-token' };
    const presented = digest(token);
    // All are compared, whichever fits.
    const fits = this.#digests.map((each) => timingSafeEqual(each, presented));
    if (!fits.includes(true)) return { refusal: 'wrong-token' };
    const podName = single(headers[POD_NAME_HEADER]);
    const podUid = single(headers[POD_UID_HEADER]);
    const pod = podName === '' || podUid === '' ? null : this.#pods.identify(podName, podUid);
    const pool = pod === null ? null : this.#pods.poolOf(pod);
    if (pod === null || pool === null) return { refusal: 'unknown-pod' };
    return fits[pool] === true ? { pod, pool, podName, podUid } : { refusal: 'foreign-pool' };
  }
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
const single = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '');
