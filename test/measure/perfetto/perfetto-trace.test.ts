import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { NOTHING_MORE, type Watch } from '../../../src/experiment/measured-run.ts';
import { runOne } from '../../../src/experiment/run-one.ts';
import { PerfettoTrace } from '../../../src/measure/perfetto/perfetto-trace.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { eventsOf, stretchesOf } from '../../support/trace-events.ts';

function traced(text: string, file: string, variant: string) {
  const { document } = loadScenario(text, file, { set: [] });
  if (document === null) throw new Error(`${file} does not load`);
  const compiled = compileScenario(document, { variant, replication: 0 });
  if ('problems' in compiled) throw new Error(`${file} does not compile`);
  const lines: string[] = [];
  const began = { plan: 0, apply: 0 };
  const count = (line: string): void => {
    for (const phase of ['plan', 'apply'] as const)
      if (line.includes('"f":"phase.began"') && line.includes(`"phase":"${phase}"`)) began[phase]++;
  };
  const traces: PerfettoTrace[] = [];
  const watch: Watch = (series) => {
    const trace = new PerfettoTrace(compiled.scenario, series, (line) => lines.push(line));
    traces.push(trace);
    return trace;
  };
  runOne(compiled.scenario, NOTHING_MORE, count, { watches: [watch] });
  for (const trace of traces) trace.close();
  const events = eventsOf(lines.join('\n'));
  return { began, events, stretches: stretchesOf(events) };
}

/** One pod of four slots, there from the start; by hand. `t1` waits for its person from 40 s to 70 s and keeps its slot. */
const BY_HAND = `scenario: by-hand
run: { duration: 5m }
pool: { min: 1, max: 1, pods: { schedule: 0s, start: 0s, connect: 0s, init: 0s } }
initial: { pods: [{ state: connected, age: 1m }] }
workload:
  - tasks:
      - { id: t1, at: 10s, workspace: ws1, type: plan_and_apply, plan: 30s, confirm: 30s, apply: 20s }
      - { id: t2, at: 20s, workspace: ws1, type: plan_and_apply, plan: 10s, confirm: 0s, apply: 10s }
      - { id: t3, at: 20s, workspace: ws2, type: plan, plan: 10s }
`;

describe('a trace for Perfetto', () => {
  const { events, stretches } = traced(BY_HAND, 'by-hand.yaml', 'default');
  const seconds = ({ from, to }: { from: number; to: number }) => [from / 1000, to / 1000];
  const onSlots = stretches.filter(({ category }) =>
    ['task', 'plan', 'apply', 'reserved', 'claimed'].includes(category),
  );

  it('has a slice for each task in its slot, and in it the phases and the reservation between them', () => {
    const row = onSlots.find(({ name }) => name === 't1')?.row;
    const t1 = onSlots.filter((stretch) => stretch.row === row && stretch.to > stretch.from && stretch.to <= 90_000);
    expect(t1.map((stretch) => [stretch.name, ...seconds(stretch), stretch.depth])).toEqual([
      ['plan', 10, 40, 1],
      ['reserved', 40, 70, 1],
      ['apply', 70, 90, 1],
      ['t1', 10, 90, 0],
    ]);
    expect(t1.at(-1)?.args).toMatchObject({ workspace: 'ws1', type: 'plan_and_apply' });
    expect(t1[0]?.args).toMatchObject({ outcome: 'success' });
  });

  it('shows a task behind another one of its workspace as blocked until then', () => {
    const waits = stretches.filter(({ category }) => category === 'wait');
    expect(waits.map((wait) => [wait.args.task, wait.name, ...seconds(wait)])).toEqual([['t2', 'blocked', 20, 90]]);
  });

  it('names pods, slots, pools and the run', () => {
    const names = events.filter(({ name }) => name === 'process_name').map(({ args }) => args?.name);
    expect(names).toEqual(['by-hand > default', 'pool pool', 'pod-000000 (pool)']);
    const threads = events.filter(({ name }) => name === 'thread_name').map(({ args }) => args?.name);
    expect(threads).toEqual(['decisions', 'pod', 'slot 0', 'slot 1']);
  });

  it('counts running slots: one from 10 s, two from 20 s to 30 s', () => {
    const slots = events.filter(({ ph, name }) => ph === 'C' && name === 'slots');
    const running = new Map(slots.map(({ ts, args }) => [ts / 1e6, args?.running]));
    expect([9, 10, 20, 30, 40].map((at) => [...running].findLast(([from]) => from <= at)?.[1])).toEqual([
      0, 1, 2, 1, 0,
    ]);
  });
});

describe('of every variant of a gallery file', () => {
  const files = globSync([
    'scenarios/reports/*.yaml',
    'scenarios/faults/*.yaml',
    'scenarios/regressions/*.yaml',
  ]).sort();

  it.each(files)('%s the trace is valid, its slices nest, and its phases are those of the run', (file) => {
    const text = readFileSync(file, 'utf8');
    const variants = loadScenario(text, file, { set: [] }).document?.variants ?? [];
    expect(variants.length).toBeGreaterThan(0);
    for (const { name } of variants) {
      const { stretches, began, events } = traced(text, file, name);
      const initial = (phase: string): number =>
        stretches.filter(({ category, from }) => category === phase && from === 0).length;
      for (const phase of ['plan', 'apply'] as const) {
        const shown = stretches.filter(({ category }) => category === phase).length;
        expect(shown).toBeGreaterThanOrEqual(began[phase]);
        expect(shown).toBeLessThanOrEqual(began[phase] + initial(phase));
      }
      const times = events.filter(({ ph }) => ph === 'C').map(({ ts }) => ts);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });
});
