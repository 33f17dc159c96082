import { describe, expect, test } from 'vitest';
import { LAW_NAMES } from '../../../src/engine/laws/law-catalogue.ts';
import { type CampaignEnd, runCampaign } from '../../../src/experiment/fuzz/campaign.ts';
import { findFile } from '../../../src/experiment/fuzz/find-file.ts';
import type { FuzzChoice } from '../../../src/experiment/fuzz/fuzz-choice.ts';
import { type FuzzDocument, valueAt } from '../../../src/experiment/fuzz/fuzz-document.ts';
import { poolRoots } from '../../../src/experiment/fuzz/fuzz-pools.ts';
import { withListedArrivals } from '../../../src/experiment/fuzz/listed-arrivals.ts';
import { parentOf, randomScenario } from '../../../src/experiment/fuzz/random-scenario.ts';
import { shrink } from '../../../src/experiment/fuzz/shrink.ts';
import { compiledFrom, tryDocument } from '../../../src/experiment/fuzz/trial.ts';
import { runScenario } from '../../../src/experiment/run-scenario.ts';
import type { CompiledScenario } from '../../../src/scenario/compiled.ts';
import { FAULT_KINDS } from '../../../src/scenario/fault-catalogue.ts';

const MODERN: FuzzChoice = {
  seed: 'tests',
  choices: 'recommended',
  pins: [],
  policies: ['slot-utilization'],
  faults: FAULT_KINDS,
  laws: LAW_NAMES,
  allLaws: false,
};
/** Report 604. */
const BLIND: FuzzChoice = { ...MODERN, pins: [{ path: 'pool.dispatch.readiness', value: 'grace-period' }] };

const campaign = (choice: FuzzChoice, jobs: number, runs = 60): Promise<CampaignEnd> =>
  runCampaign(choice, {
    runs,
    findsMax: 1,
    jobs,
    corpus: [],
    isTimeUp: () => false,
    signal: new AbortController().signal,
    onProgress: () => {},
  });

describe('a campaign', () => {
  test('finds report 604 unaided, the same find with one worker and with two', async () => {
    const alone = await campaign(BLIND, 1);
    expect(alone.finds.map(({ failure }) => failure.law)).toEqual(['no-blind-send']);
    expect(await campaign(BLIND, 2)).toEqual(alone);
  });

  test('finds nothing in the modern choice, and has seen that much happen', async () => {
    const { finds, features, refused, corpus } = await campaign(MODERN, 1);
    expect(finds).toEqual([]);
    expect(features.size).toBeGreaterThan(200);
    expect(refused.count).toBeLessThan(3);
    expect(corpus.length).toBeGreaterThan(10);
  });
});

describe('a drawn document', () => {
  test('follows from seed and number, and keeps what is pinned', () => {
    const documents = Array.from({ length: 20 }, (_, index) => randomScenario(BLIND, index, null));
    expect(documents).toEqual(Array.from({ length: 20 }, (_, index) => randomScenario(BLIND, index, null)));
    expect(documents).not.toEqual(
      Array.from({ length: 20 }, (_, index) => randomScenario({ ...BLIND, seed: 'other' }, index, null)),
    );
    for (const document of documents)
      for (const root of poolRoots(document))
        expect(valueAt(document, [...root, 'dispatch', 'readiness'])).toBe('grace-period');
  });

  test('may have several pools and wrappers around its policy', () => {
    const documents = Array.from({ length: 200 }, (_, index) => randomScenario(MODERN, index, null));
    const several = documents.filter((document) => poolRoots(document).length > 1);
    expect(several.length).toBeGreaterThan(8);
    for (const document of several) {
      const tasks = valueAt(document, ['workload', 0, 'tasks']) as readonly { readonly pool: string }[];
      expect(tasks.every(({ pool }) => pool === 'a' || pool === 'b')).toBe(true);
      expect(tryDocument(document, LAW_NAMES).kind).not.toBe('refused');
    }
    const wrapped = documents.filter((document) =>
      poolRoots(document).some((root) => valueAt(document, [...root, 'autoscaler', 'modifiers']) !== undefined),
    );
    expect(wrapped.length).toBeGreaterThan(8);
  });

  test('that takes eight hours has no stream, whose backlog would grow for as long', () => {
    const long: FuzzDocument = { ...randomScenario(MODERN, 0, null), run: { duration: '28800s' } };
    const children = Array.from({ length: 300 }, (_, index) => randomScenario(MODERN, index, long));
    const durations = children.map((document) => [
      JSON.stringify(document.workload).includes('arrivals'),
      Number.parseInt(String(valueAt(document, ['run', 'duration'])), 10),
    ]);
    expect(durations.filter(([streams, seconds]) => !streams && seconds === 28_800).length).toBeGreaterThan(0);
    const streaming = durations.filter(([streams]) => streams);
    expect(streaming.length).toBeGreaterThan(0);
    expect(streaming.every(([, seconds]) => Number(seconds) <= 900)).toBe(true);
  });

  test('is not asked to settle where one pool may fill the nodes that another one needs', () => {
    const several = Array.from({ length: 3000 }, (_, index) => randomScenario(MODERN, index, null)).filter(
      (document) => poolRoots(document).length > 1,
    );
    const [sharing, alone] = [true, false].map((isBound) =>
      several.filter(({ cluster }) => (cluster !== undefined) === isBound),
    );
    expect(sharing?.length).toBeGreaterThan(5);
    expect(sharing?.filter(({ laws }) => laws !== undefined)).toEqual([]);
    expect(alone?.filter(({ laws }) => laws !== undefined).length).toBeGreaterThan(50);
  });

  test('goes on from another one about every second time', () => {
    const parents = Array.from({ length: 200 }, (_, index) => parentOf(MODERN, index, 5));
    const drawn = parents.filter((parent) => parent !== null);
    expect(drawn.length).toBeGreaterThan(70);
    expect(drawn.length).toBeLessThan(130);
    expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3, 4]));
  });
});

const sound = (document: FuzzDocument): CompiledScenario => {
  const scenario = compiledFrom(document);
  if (typeof scenario === 'string') throw new Error(scenario);
  return scenario;
};

/** All that comes in two hours, by pool and workspace; which one is counted first is another matter. */
function tasksOf(document: FuzzDocument) {
  const { workload, workspaces } = sound(document);
  const tasks = [];
  while (workload.nextAt() < 7_200_000) {
    const { task: _, workspace, needs, ...rest } = workload.take();
    const applyFails = rest.type === 'plan_and_apply' && needs.applyFails;
    tasks.push({ ...rest, needs: { ...needs, applyFails }, workspace: workspaces[workspace] });
  }
  return tasks;
}

describe('a find', () => {
  /** One blind send among much that has nothing to do with it. */
  const busy: FuzzDocument = {
    scenario: 'busy',
    run: { duration: '10m' },
    pool: { min: 1, max: 4, pods: { start: '37s' }, dispatch: { readiness: 'grace-period', lostAfter: '77s' } },
    workload: [
      {
        tasks: Array.from({ length: 6 }, (_, n) => ({
          id: `t${n}`,
          at: `${7 * n}s`,
          workspace: 'w',
          type: 'plan',
          plan: '41s',
        })),
      },
    ],
    people: [{ at: '13s', cancel: 't3' }],
    faults: [
      { kind: 'pod-failure', at: '400s' },
      { kind: 'slow-start', at: '0s', for: '1m', delay: '9s' },
    ],
  };

  test('shrinks to one task and no fault, and still fails for the same law', () => {
    const trial = tryDocument(busy, ['no-blind-send']);
    if (trial.kind !== 'failed') throw new Error(`it is ${trial.kind}`);
    const { document, failure } = shrink(busy, trial.failure, { ...BLIND, laws: ['no-blind-send'] });
    expect(failure.law).toBe('no-blind-send');
    expect(valueAt(document, ['workload', 0, 'tasks'])).toHaveLength(1);
    expect(document).not.toHaveProperty('faults');
    expect(document).not.toHaveProperty('people');
    expect(valueAt(document, ['pool', 'dispatch'])).toEqual({ readiness: 'grace-period' });
  });

  test('has its tasks written by hand, whoever brought them', () => {
    const drawn: FuzzDocument = {
      ...busy,
      people: [],
      profiles: {
        p: { type: 'plan_and_apply', plan: { exponential: { mean: '20s' } }, confirm: '3s', apply: '5s', fail: 0.2 },
      },
      workload: [{ arrivals: { poisson: '600/h' }, profile: 'p' }],
    };
    const trial = tryDocument(drawn, ['no-blind-send']);
    if (trial.kind !== 'failed') throw new Error(`it is ${trial.kind}`);
    const { document, failure } = shrink(drawn, trial.failure, { ...BLIND, laws: ['no-blind-send'] });
    expect(failure.law).toBe('no-blind-send');
    expect(valueAt(document, ['workload'])).toEqual([{ tasks: [expect.objectContaining({ plan: '0s' })] }]);
    expect(document).not.toHaveProperty('profiles');
  });

  test('written by hand has the very tasks that came by chance', () => {
    const drawn: FuzzDocument = {
      scenario: 'drawn',
      seed: 'any',
      run: { duration: '2h' },
      pools: { plans: { max: 3 }, applies: { max: 3 } },
      profiles: {
        p: { type: 'plan', plan: { exponential: { mean: '20s' } }, fail: 0.3 },
        a: {
          type: 'plan_and_apply',
          plan: { uniform: ['1s', '9s'] },
          confirm: { exponential: { mean: '30s' } },
          apply: { uniform: ['1s', '50s'] },
          discard: 0.2,
          nothingToApply: 0.2,
        },
      },
      workload: [
        { tasks: [{ at: '20m', workspace: 'w', pool: 'plans', type: 'plan', plan: '1s', count: 3 }] },
        { arrivals: { poisson: '40/h' }, profile: 'p', pool: 'plans' },
        { arrivals: { poisson: '40/h' }, profile: 'a', pool: 'applies' },
      ],
    };
    const listed = withListedArrivals(drawn, sound(drawn), Number.POSITIVE_INFINITY);
    const came = tasksOf(drawn);
    expect(came.length).toBeGreaterThan(100);
    expect(tasksOf(listed!)).toEqual(came);
    expect(withListedArrivals(listed!, sound(listed!), Number.POSITIVE_INFINITY)).toBeNull();
    // Until the first hour: those after it are of no interest to what failed then.
    const early = tasksOf(withListedArrivals(drawn, sound(drawn), 3_600_000)!);
    expect(early).toEqual(came.filter(({ at }) => at <= 3_600_000));
  });

  test('keeps the policy that was to be tried, though the default would fail, too', () => {
    const pool = { ...(busy.pool as object), autoscaler: { policy: 'blind-step', every: '20s' } };
    const trial = tryDocument({ ...busy, pool }, ['no-blind-send']);
    if (trial.kind !== 'failed') throw new Error(`it is ${trial.kind}`);
    const chosen = { ...BLIND, laws: ['no-blind-send'], policies: ['blind-step'] } as const;
    const { document } = shrink({ ...busy, pool }, trial.failure, chosen);
    expect(valueAt(document, ['pool', 'autoscaler'])).toEqual({ policy: 'blind-step' });
  });

  test('of several pools shrinks to the one that it needs', () => {
    const { pool, workload, ...rest } = busy;
    const [entry] = workload as readonly { readonly tasks: readonly object[] }[];
    const tasks = entry?.tasks.map((task) => ({ ...task, pool: 'b' }));
    const several = { ...rest, pools: { a: { max: 1 }, b: pool }, workload: [{ tasks }] };
    const trial = tryDocument(several, ['no-blind-send']);
    if (trial.kind !== 'failed') throw new Error(`it is ${trial.kind}`);
    const { document } = shrink(several, trial.failure, { ...BLIND, laws: ['no-blind-send'] });
    expect(document).not.toHaveProperty('pools');
    expect(valueAt(document, ['pool', 'dispatch'])).toEqual({ readiness: 'grace-period' });
  });

  test('becomes a file that passes because it breaks what it says, and tells how it came to that', async () => {
    const trial = tryDocument(busy, ['no-blind-send']);
    if (trial.kind !== 'failed') throw new Error(`it is ${trial.kind}`);
    const shrunk = shrink(busy, trial.failure, { ...BLIND, laws: ['no-blind-send'] });
    const find = { index: 7, document: busy, failure: trial.failure, times: 1, shrunk };
    const text = findFile(find, BLIND, 'poolproof fuzz --seed tests');
    expect(text).toMatch(/^# Breaks the law `no-blind-send`/);
    expect(text).toContain('# Found by `poolproof fuzz --seed tests` as document 7');
    expect(text).toMatch(/# +\S+ {2}pod-000000 is asked for/);
    const [result] = await runScenario(text);
    expect(result?.verdict.kind).toBe('passed');
  });

  test('keeps a word whole that is longer than a line, as a list of faults may be', () => {
    const trial = tryDocument(busy, ['no-blind-send']);
    if (trial.kind !== 'failed') throw new Error(`it is ${trial.kind}`);
    const find = { index: 7, document: busy, failure: trial.failure, times: 1 };
    const shrunk = { document: busy, failure: trial.failure, trials: 0 };
    const text = findFile({ ...find, shrunk }, BLIND, `poolproof fuzz --faults ${FAULT_KINDS.join()}`);
    expect(text).toContain(`${FAULT_KINDS.join()}\``);
    expect(text.split('\n').filter((line) => line.length > 122)).toHaveLength(1);
  });
});
