import { changed, type Modifier, wishedPods } from '../modifier.ts';

/** From `at` (ms since the run began) until the next step: at least so many pods. */
export interface ScheduleStep {
  readonly at: number;
  readonly pods: number;
}

export interface ScheduleParameters {
  /** Ascending; compiled from weekly windows on the wall clock, as freeze windows are. */
  readonly steps: readonly ScheduleStep[];
}

/** How far in the steps time has come. */
interface ScheduleMemory {
  next: number;
}

/** pods ≥ the largest number of the windows that are open now; also when the policy holds. */
export const schedule: Modifier<ScheduleParameters, ScheduleMemory> = {
  name: 'schedule',
  summary: 'At least so many pods in weekly windows on the wall clock.',
  parameters: [],
  shorthand: [],
  initialMemory: () => ({ next: 0 }),
  modify(wish, signals, memory, { steps }) {
    for (let step = steps[memory.next]; step !== undefined && step.at <= signals.now; step = steps[memory.next]) {
      memory.next += 1;
    }
    const floor = Math.min(steps[memory.next - 1]?.pods ?? 0, signals.max);
    if (floor <= wishedPods(wish, signals)) return wish;
    return changed(wish, floor, {
      limit: 'floor',
      text: `the schedule says at least ${floor} pods`,
      figures: { scheduledPods: floor },
    });
  },
};
