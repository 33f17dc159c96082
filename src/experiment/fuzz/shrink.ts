import { parseDuration } from '../../scenario/duration.ts';
import { formatDuration } from '../../scenario/duration-text.ts';
import { DEFAULT_POLICY } from '../../scenario/pool-section.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import { type DocumentPath, type FuzzDocument, valueAt, withValue } from './fuzz-document.ts';
import { poolNames, withOnePool } from './fuzz-pools.ts';
import { withListedArrivals } from './listed-arrivals.ts';
import { compiledFrom, type Failure, kindOf, tryDocument } from './trial.ts';

export interface Shrunk {
  readonly document: FuzzDocument;
  readonly failure: Failure;
  /** Runs that it took. */
  readonly trials: number;
}

/**
 * Delta debugging: takes parts of the document away and makes values plainer as long as it fails for the same law and in the same way. What
 * arrives by chance is written by hand as soon as that is little enough.
 * What is pinned stays, and so does a policy that was chosen. Bounded by a number of runs, not by time, so that the same find always shrinks to the same file.
 */
export function shrink(
  found: FuzzDocument,
  failure: Failure,
  choice: Pick<FuzzChoice, 'laws' | 'pins' | 'policies'>,
): Shrunk {
  const kind = kindOf(failure);
  const pinned = choice.pins.map(({ path }) => path);
  // Without one of those that were drawn from the default would hold: another policy, and nobody's find.
  if (!choice.policies.includes(DEFAULT_POLICY)) pinned.push('pool.autoscaler.policy');
  let best: Shrunk = { document: found, failure, trials: 0 };
  let trials = 0;
  const tried = new Set<string>();
  const attempt = (document: FuzzDocument): boolean => {
    const key = JSON.stringify(document);
    if (trials >= TRIALS_MAX || tried.has(key)) return false;
    tried.add(key);
    trials += 1;
    const trial = tryDocument(document, choice.laws);
    if (trial.kind !== 'failed' || kindOf(trial.failure) !== kind) return false;
    best = { document, failure: trial.failure, trials };
    return true;
  };
  for (const name of poolNames(found)) if (attempt(withOnePool(found, name))) break;
  for (let before: FuzzDocument | null = null; before !== best.document && trials < TRIALS_MAX; ) {
    before = best.document;
    listArrivals(best, attempt);
    dropItems(() => best.document, attempt);
    dropKeys(() => best.document, attempt, pinned);
    simplify(() => best.document, attempt, pinned);
  }
  return { ...best, trials };
}

const TRIALS_MAX = 1500;

type Attempt = (document: FuzzDocument) => boolean;

function listArrivals({ document, failure }: Shrunk, attempt: Attempt): void {
  const scenario = compiledFrom(document);
  if (typeof scenario === 'string') return;
  const listed = withListedArrivals(document, scenario, failure.at ?? Number.POSITIVE_INFINITY);
  if (listed !== null) attempt(listed);
}

/** Halves, quarters … single items of every list. */
function dropItems(current: () => FuzzDocument, attempt: Attempt): void {
  for (const path of listsOf(current())) {
    const length = (): number => (valueAt(current(), path) as readonly unknown[] | undefined)?.length ?? 0;
    for (let size = Math.ceil(length() / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < length(); ) {
        const list = valueAt(current(), path) as readonly unknown[];
        const rest = [...list.slice(0, from), ...list.slice(from + size)];
        const isGone = attempt(withValue(current(), path, rest.length > 0 ? rest : undefined));
        if (!isGone) from += size;
      }
    }
  }
}

/** Whole sections first, then what is in them. Without a key its default holds. */
function dropKeys(current: () => FuzzDocument, attempt: Attempt, pinned: readonly string[]): void {
  const paths = [...pathsOf(current())].sort((a, b) => a.length - b.length);
  for (const path of paths) {
    if (path[0] === 'scenario' || typeof path.at(-1) === 'number' || holdsPin(path, pinned)) continue;
    if (valueAt(current(), path) !== undefined) attempt(withValue(current(), path, undefined));
  }
}

function simplify(current: () => FuzzDocument, attempt: Attempt, pinned: readonly string[]): void {
  for (const path of pathsOf(current())) {
    // Less time to settle in is no plainer: it is another question.
    if (path[0] === 'scenario' || path[0] === 'laws' || holdsPin(path, pinned)) continue;
    for (const plainer of plainerThan(valueAt(current(), path)))
      if (attempt(withValue(current(), path, plainer))) break;
  }
}

/** From the plainest on. */
function plainerThan(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [0, 1, 2, 3, 4].filter((each) => each < value);
  const ms = typeof value === 'string' ? parseDuration(value, '') : Number.NaN;
  if (typeof ms !== 'number') return [];
  const whole = Math.ceil(ms / 1000) * 1000;
  return [...ROUND_MS.filter((round) => round < ms), ...(whole > ms ? [whole] : [])].map(formatDuration);
}

const ROUND_MS = [0, 1, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 420, 600].map((seconds) => seconds * 1000);

const holdsPin = (path: DocumentPath, pinned: readonly string[]): boolean => {
  // What is pinned for the pool is pinned for each of several.
  const written = (path[0] === 'pools' && path.length > 2 ? ['pool', ...path.slice(2)] : path).join('.');
  return pinned.some((pin) => pin === written || pin.startsWith(`${written}.`) || written.startsWith(`${pin}.`));
};

function listsOf(document: FuzzDocument): readonly DocumentPath[] {
  return [...pathsOf(document)].filter((path) => Array.isArray(valueAt(document, path)));
}

function* pathsOf(node: unknown, path: DocumentPath = []): Iterable<DocumentPath> {
  if (path.length > 0) yield path;
  if (typeof node !== 'object' || node === null) return;
  // From the end, so that what goes does not move what comes.
  const keys = Array.isArray(node) ? [...node.keys()].reverse() : Object.keys(node);
  for (const key of keys) yield* pathsOf((node as Record<string | number, unknown>)[key], [...path, key]);
}
