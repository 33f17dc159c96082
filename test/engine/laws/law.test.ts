import { expect, test } from 'vitest';
import { LawBroken } from '../../../src/engine/laws/law.ts';

test('an error of a broken law bears its own name and says which law, when, in which event and what', () => {
  const breach = { law: 'max', at: 5_000, event: 7, text: '3 pods that are not terminating exceed max 2' } as const;
  const error = new LawBroken(breach);
  expect(error.breach).toBe(breach);
  expect(String(error)).toBe(
    'LawBroken: law max broken at 5000 ms (event 7): 3 pods that are not terminating exceed max 2',
  );
});
