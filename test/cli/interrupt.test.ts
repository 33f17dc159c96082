import { afterEach, expect, it } from 'vitest';
import { type Interrupt, interruptOf } from '../../src/cli/run/interrupt.ts';

let told: string[] = [];
let interrupt: Interrupt;
afterEach(() => {
  interrupt.release();
  told = [];
});
const armed = (): void => {
  interrupt = interruptOf(() => told.push('stopping'));
  interrupt.arm();
};

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('heeds %s as long as it is armed', (name) => {
  const before = process.listenerCount(name);
  armed();
  process.emit(name, name);
  expect([told, interrupt.signal.aborted]).toEqual([['stopping'], true]);
  interrupt.release();
  expect(process.listenerCount(name)).toBe(before);
});

it('goes on tidying up when it is told again that the terminal is closed', () => {
  armed();
  for (let time = 0; time < 3; time += 1) process.emit('SIGHUP', 'SIGHUP');
  expect(told).toEqual(['stopping']);
});
