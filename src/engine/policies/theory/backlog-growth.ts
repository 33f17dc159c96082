import type { Policy } from '../../policy.ts';
import { type Demand, demandParameter, waitingTasks } from '../demand.ts';
import { hold, scaleTo, UNAVAILABLE } from '../platform-reasons.ts';
import { slotDemand } from '../slot-demand.ts';

export interface BacklogGrowthParameters {
  /** ms */
  readonly window: number;
  /** ms */
  readonly lead: number;
  readonly demand: Demand;
}

/** What waited at earlier decisions, oldest first. */
interface BacklogMemory {
  readonly samples: { readonly at: number; readonly waiting: number }[];
}

/**
 * D = tasks that hold or want a slot, g = least-squares slope of the waiting tasks over the window, tasks per ms, L = lead:
 * pods = clamp(⌈(D + max(0, g)·L) / N⌉).
 *
 * Source: the third idea of the capacity report (scale by how fast the backlog grows); the regression is ours. Behaves badly with a
 * burst, which it takes for growth that goes on: twenty tasks at once within a window of two minutes look like a rate.
 */
export const backlogGrowth: Policy<BacklogGrowthParameters, BacklogMemory> = {
  name: 'backlog-growth',
  summary: 'The work there is, and what the queue will have grown by until a pod has started.',
  parameters: [
    {
      name: 'window',
      kind: 'duration',
      default: 120_000,
      min: 1,
      max: 3_600_000,
      summary: 'The growth is that of the waiting tasks over this time.',
    },
    {
      name: 'lead',
      kind: 'duration',
      default: 60_000,
      min: 0,
      max: 3_600_000,
      summary: 'For how long it is expected to go on: what a pod takes to start.',
    },
    demandParameter('runnable'),
  ],
  nativePeriodMs: 10_000,
  promises: () => ({ economy: false, responsive: false }),
  initialMemory: () => ({ samples: [] }),
  decide(signals, memory, { window, lead, demand }) {
    const { now } = signals;
    const waiting = waitingTasks(signals, demand);
    const present = slotDemand(signals, demand);
    const pods = signals.pods.count;
    if (waiting === null || present === null) {
      return { decision: hold({ rule: 'unavailable', text: UNAVAILABLE, figures: { pods } }), memory };
    }
    const { samples } = memory;
    while (samples[0] !== undefined && samples[0].at < now - window) samples.shift();
    samples.push({ at: now, waiting });
    const growth = Math.max(0, slope(samples)) * lead;
    const reason = {
      rule: growth > 0 ? 'growing' : 'present',
      text: `${present} tasks, and ${growth.toFixed(1)} more in ${Math.round(lead / 1000)} s at this growth`,
      figures: { demand: present, waiting, growth, pods },
    };
    return { decision: scaleTo(signals, Math.ceil((present + growth) / signals.slotsPerPod), reason), memory };
  },
};

/** Of the regression line, tasks per ms; 0 where all samples are of one instant. */
function slope(samples: BacklogMemory['samples']): number {
  const meanAt = samples.reduce((sum, { at }) => sum + at, 0) / samples.length;
  const meanWaiting = samples.reduce((sum, { waiting }) => sum + waiting, 0) / samples.length;
  let together = 0;
  let spread = 0;
  for (const { at, waiting } of samples) {
    together += (at - meanAt) * (waiting - meanWaiting);
    spread += (at - meanAt) ** 2;
  }
  return spread === 0 ? 0 : together / spread;
}
