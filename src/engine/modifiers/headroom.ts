import { changed, type Modifier, wishedPods } from '../modifier.ts';
import { slotDemand } from '../policies/slot-demand.ts';

export interface HeadroomParameters {
  readonly amount: number;
  readonly unit: 'slots' | 'pods';
}

/**
 * d = tasks that hold or want a slot, N = slots per pod, h = the amount.
 * slots: pods ≥ ⌈(d + h) / N⌉ · pods: pods ≥ ⌈d / N⌉ + h.
 *
 * Counted from the work, not added to the wish: many policies answer with the number there is, and a spare pod added to that would
 * ask for another one at every tick. A task counts as one slot under every rule, so where a rule keeps tasks apart more room is
 * taken than it counts. While the task store does not answer, the wish stays as it is.
 */
export const headroom: Modifier<HeadroomParameters, null> = {
  name: 'headroom',
  summary: 'Keeps idle slots, or idle pods, on top of what the work needs.',
  parameters: [
    { name: 'amount', kind: 'count', default: 1, max: 100_000, summary: 'How many.' },
    {
      name: 'unit',
      kind: 'choice',
      choices: ['slots', 'pods'],
      default: 'slots',
      summary: 'Single slots, wherever they are, or whole pods.',
    },
  ],
  shorthand: ['amount'],
  initialMemory: () => null,
  modify(wish, signals, _memory, { amount, unit }) {
    const load = slotDemand(signals);
    if (load === null) return wish;
    const { slotsPerPod, max } = signals;
    const needed = unit === 'slots' ? Math.ceil((load + amount) / slotsPerPod) : Math.ceil(load / slotsPerPod) + amount;
    const pods = Math.min(needed, max);
    if (pods <= wishedPods(wish, signals)) return wish;
    const text = `${load} tasks and ${amount} ${unit} of headroom: ${pods} pods`;
    return changed(wish, pods, { limit: 'headroom', text, figures: { headroomPods: pods } });
  },
};
