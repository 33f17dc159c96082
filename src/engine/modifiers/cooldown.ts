import { changed, type Modifier } from '../modifier.ts';
import { standing } from './standing.ts';

export interface CooldownParameters {
  /** No growth for so many ms after a change. */
  readonly up: number;
  /** No shrinking for so many ms after a change. */
  readonly down: number;
  /** Whether a change of either direction starts the timers, or only one of the same. */
  readonly timers: 'shared' | 'split';
}

export interface CooldownMemory {
  asked: number | null;
  lastUpAt: number;
  lastDownAt: number;
}

/**
 * A change is let through when the last one is at least `up` or `down` ms old. A change is one of the number asked for, so that a
 * removal that must wait for busy pods starts the timer once.
 *
 * Shared timers are those of the HCP Terraform operator (hashicorp/hcp-terraform-operator v2.12.0,
 * internal/controller/agentpool_controller_autoscaling.go), which keeps its last event in the object's status and so through a
 * restart; ours are lost. Behaves badly when bursts come as often as the timer: each shrink forbids the next growth.
 */
export const cooldown: Modifier<CooldownParameters, CooldownMemory> = {
  name: 'cooldown',
  summary: 'Holds the number for a while after each change.',
  parameters: [
    {
      name: 'up',
      kind: 'duration',
      default: 300_000,
      min: 0,
      summary: 'No growth for so long after a change.',
    },
    {
      name: 'down',
      kind: 'duration',
      default: 300_000,
      min: 0,
      summary: 'No shrinking for so long after a change.',
    },
    {
      name: 'timers',
      kind: 'choice',
      choices: ['shared', 'split'],
      default: 'shared',
      summary: 'Changes of both directions count, or those of the same direction alone.',
    },
  ],
  shorthand: ['up', 'down'],
  initialMemory: () => ({ asked: null, lastUpAt: Number.NEGATIVE_INFINITY, lastDownAt: Number.NEGATIVE_INFINITY }),
  modify(wish, signals, memory, { up, down, timers }) {
    if (wish.kind === 'hold') return wish;
    const present = standing(wish.pods, memory.asked, signals.pods.count);
    if (wish.pods === present) {
      memory.asked = present;
      return wish;
    }
    const grows = wish.pods > present;
    const { lastUpAt, lastDownAt } = memory;
    const last = timers === 'shared' ? Math.max(lastUpAt, lastDownAt) : grows ? lastUpAt : lastDownAt;
    const leftMs = last + (grows ? up : down) - signals.now;
    if (leftMs > 0) {
      memory.asked = present;
      const text = `the last change is too recent: ${present} pods for another ${Math.ceil(leftMs / 1000)} s`;
      return changed(wish, present, { limit: 'cooldown', text, figures: { cooldownLeftMs: leftMs } });
    }
    memory.asked = wish.pods;
    if (grows) memory.lastUpAt = signals.now;
    else memory.lastDownAt = signals.now;
    return wish;
  },
};
