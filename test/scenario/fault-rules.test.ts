import { expect, test } from 'vitest';
import { poolId } from '../../src/engine/ids.ts';
import type { CompiledFault } from '../../src/scenario/compiled.ts';
import { FaultRules } from '../../src/scenario/fault-rules.ts';

const crash: CompiledFault = {
  index: 0,
  name: 'crash-at-start',
  at: Number.POSITIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
  trigger: null,
  place: { file: 'crash.yaml', line: 1, column: 1 },
  effect: { kind: 'crash-at-start', pool: null, count: 1 },
  random: () => 0,
};

test('a fault that comes again hits as many pods as the first time', () => {
  const rules = new FaultRules();
  const crashes = () => rules.flawsOf(poolId(0))?.crashes ?? false;
  for (let time = 0; time < 3; time += 1) {
    rules.begin(crash, 0);
    expect([crashes(), crashes()]).toEqual([true, false]);
    rules.end(crash, 0);
    expect(crashes()).toBe(false);
  }
});

test('the pods of time zero, which are made before the fault begins, use up its count', () => {
  const rules = new FaultRules();
  expect(rules.flawsOf(poolId(0), [crash])?.crashes).toBe(true);
  rules.begin(crash, 0);
  expect(rules.flawsOf(poolId(0))?.crashes).toBe(false);
});
