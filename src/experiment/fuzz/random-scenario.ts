import { Streams } from '../../scenario/stream.ts';
import { Draw } from './draw.ts';
import type { FuzzChoice } from './fuzz-choice.ts';
import { type FuzzDocument, valueAt } from './fuzz-document.ts';
import { mended } from './mended.ts';
import { randomFaults } from './random-faults.ts';
import { randomPool } from './random-pool.ts';
import { randomArrivals, randomInitial, randomPeople, randomTasks } from './random-work.ts';

/**
 * The document of this number: drawn afresh, or from `parent`, a document that reached something new. It follows from the choice, the
 * number and the parent alone.
 */
export function randomScenario(choice: FuzzChoice, index: number, parent: FuzzDocument | null): FuzzDocument {
  const draw = new Draw(new Streams(choice.seed, 0).open(`fuzz/${index}`));
  const fresh = freshScenario(draw, choice, index);
  return mended(parent === null ? fresh : crossed(draw, parent, fresh), choice);
}

/** Whether the document of this number has a parent, and which of so many. */
export function parentOf(choice: FuzzChoice, index: number, corpus: number): number | null {
  const draw = new Draw(new Streams(choice.seed, 0).open(`fuzz/${index}/parent`));
  return corpus > 0 && draw.chance(0.5) ? draw.int(0, corpus - 1) : null;
}

/** Swarm style: each document switches some of the world's features off, so that the others show. */
function freshScenario(draw: Draw, choice: FuzzChoice, index: number): FuzzDocument {
  const spanS = draw.int(60, 600);
  const pool = randomPool(draw, choice);
  const pools = draw.chance(0.1) ? { pools: { a: pool, b: randomPool(draw, choice) } } : { pool };
  const tasks = randomTasks(draw, spanS);
  const ids = tasks.map(({ id }) => id as string);
  const arrivals = draw.chance(0.08) ? randomArrivals(draw) : null;
  const isLong = arrivals === null && new Draw(new Streams(choice.seed, 0).open(`fuzz/${index}/long`)).chance(0.03);
  return {
    scenario: `fuzz-${index}`,
    seed: index + 1,
    clock: { start: '2026-01-05T08:00:00' },
    run: { duration: isLong ? LONG : `${spanS + 60}s`, drain: { timeout: '20m' } },
    ...pools,
    ...(draw.chance(0.06)
      ? { cluster: { nodes: { count: 1, max: draw.int(1, 3), capacity: { pods: draw.int(1, 3) } } } }
      : {}),
    ...(arrivals === null ? {} : { profiles: arrivals.profiles }),
    workload: [{ tasks }, ...(arrivals === null ? [] : [arrivals.stream])],
    ...(draw.chance(0.25) ? { initial: randomInitial(draw, pool.max as number, 1) } : {}),
    ...(draw.chance(0.35) ? { people: randomPeople(draw, spanS, ids) } : {}),
    ...(draw.chance(0.75) ? { faults: randomFaults(draw, spanS, choice.faults) } : {}),
  };
}

/** Long enough for what `settles` says of the pods of an idle pool. */
const LONG = '28800s';

const SECTIONS = ['run', 'cluster', 'workload', 'initial', 'people', 'faults'] as const;

/** The parent with some sections of a fresh document, and with items of its lists moved in time, doubled or dropped. */
function crossed(draw: Draw, parent: FuzzDocument, fresh: FuzzDocument): FuzzDocument {
  const child: Record<string, unknown> = { ...parent, scenario: fresh.scenario };
  if (draw.chance(0.5)) child.seed = fresh.seed;
  for (const section of SECTIONS) {
    if (draw.chance(0.2)) child[section] = fresh[section];
    else if (section === 'people' || section === 'faults') child[section] = stirred(draw, child[section]);
  }
  if (draw.chance(0.2)) Object.assign(child, { pool: fresh.pool, pools: fresh.pools });
  if (draw.chance(0.6)) {
    const [first, ...others] = (child.workload ?? []) as readonly Record<string, unknown>[];
    if (first?.tasks !== undefined) child.workload = [{ ...first, tasks: stirred(draw, first.tasks) }, ...others];
  }
  // Streams of tasks by chance need their profiles.
  if (JSON.stringify(child.workload ?? null).includes('"profile"')) child.profiles = fresh.profiles ?? parent.profiles;
  return Object.fromEntries(Object.entries(child).filter(([, value]) => value !== undefined));
}

function stirred(draw: Draw, list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.flatMap((item: Record<string, unknown>) => {
    const fate = draw.int(0, 9);
    if (fate === 0 && list.length > 1) return [];
    if (fate <= 2) return [{ ...item, at: draw.seconds(0, 600) }];
    // At the very instant of another one.
    if (fate === 3) return [{ ...item, at: valueAt(draw.pick(list), ['at']) }];
    if (fate === 4 && item.id === undefined) return [item, { ...item, at: draw.seconds(0, 600) }];
    return [item];
  });
}
