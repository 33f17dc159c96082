import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, poolproof, SCENARIO } from '../support/command-line.ts';

const folder = folderOf({ 'pair.yaml': SCENARIO, 'notes.txt': 'no journal\n' });
afterAll(() => folder.remove());

beforeAll(async () => {
  await poolproof(folder.path, ['run', 'pair.yaml', '--variant', 'plain', '--journal', 'pair.jsonl']);
  writeFileSync(join(folder.path, 'empty.jsonl'), '');
});

const explain = (...line: string[]) => poolproof(folder.path, ['explain', ...line]);

describe('poolproof explain', () => {
  it('says of a time why the pool was empty then and what waited', async () => {
    const { code, out } = await explain('pair.jsonl', '--at', '7s', '--pool', 'pool');
    expect(out).toMatch(/^pool at 0:00:07: /);
    expect(out).toMatch(/2 plan: .*; the oldest is t1, since 0:00:05/);
    expect(code).toBe(0);
  });

  it('gives the decision behind that size in JSON: when, by whose asking, by which rule and from which figures', async () => {
    const told = JSON.parse((await explain('pair.jsonl', '--at', '7s', '--json')).out);
    // The arrival at 5 s found no agent and asked at once; the two plans wait since.
    const decision = { at: 5000, trigger: 'scale-check', from: 0, figures: { pods: 0 }, limitedBy: null };
    expect(told.moment).toMatchObject({ at: 7000, serverDownSince: null, pools: [{ pool: 'pool', decision }] });
    expect(told.moment.pools[0].desired).toBe(told.moment.pools[0].decision.to);
    expect(told.moment.pools[0].queue).toMatchObject([{ type: 'plan', tasks: 2 }]);
    expect({ task: told.task, pod: told.pod }).toEqual({ task: null, pod: null });
  });

  it('takes a time as reports write it for the same time', async () => {
    const [one, other] = [await explain('pair.jsonl', '--at', '1m5s'), await explain('pair.jsonl', '--at', '0:01:05')];
    expect(one.code).toBe(0);
    expect(other).toEqual(one);
  });

  it('answers several questions in one JSON object, and null to those that were not asked', async () => {
    const { out } = await explain('pair.jsonl', '--task', 't2', '--pod', 'pod-000000', '--json');
    const told = JSON.parse(out);
    expect(told).toMatchObject({ journal: 'pair.jsonl', scenario: 'pair', variant: 'plain', moment: null });
    expect(told.task).toMatchObject({ task: 't2', submittedAt: 5000, end: { state: 'success' } });
    expect(told.task.phases[0].endedAt - told.task.phases[0].beganAt).toBe(60_000);
    expect(told.pod.steps[0].state).toBe('requested');
    expect(told.pod.askedBy.to).toBeGreaterThan(told.pod.askedBy.from);
  });

  it.each([
    ['a task that is not there', ['pair.jsonl', '--task', 't3'], /has no task "t3"\n {2}→ did you mean t1\?/],
    [
      'a pod that no name could mean',
      ['pair.jsonl', '--pod', 'banana'],
      /has no pod "banana"\n {2}→ it has pod-000000/,
    ],
    [
      'a pool that is not there',
      ['pair.jsonl', '--at', '1s', '--pool', 'pol'],
      /no pool "pol"\n {2}→ did you mean pool\?/,
    ],
    ['a time behind the end', ['pair.jsonl', '--at', '2h'], /the journal ends at .*before 2:00:00/],
    ['a time without a unit', ['pair.jsonl', '--at', '90'], /--at/],
    ['a file that is no journal', ['notes.txt', '--at', '1s'], /notes\.txt:1: .*not JSON/],
    ['an empty file', ['empty.jsonl', '--at', '1s'], /empty\.jsonl:1: /],
    ['a file that is not there', ['nowhere.jsonl', '--at', '1s'], /cannot read nowhere\.jsonl/],
    ['no question', ['pair.jsonl'], /nothing is asked/],
    ['--pool without a time', ['pair.jsonl', '--task', 't1', '--pool', 'pool'], /--pool says nothing without --at/],
  ])('refuses %s with a remedy', async (_, line, message) => {
    const { code, out, err } = await explain(...line);
    expect(err).toMatch(message);
    expect(err).toContain('→');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});
