import * as z from 'zod';
import type { LawDemand } from '../engine/laws/law-demand.ts';
import { type CompiledScenario, measuredEnd, type RunPlan } from './compiled.ts';
import { absent, keys, positiveDuration } from './fields.ts';
import type { RunSection } from './run-section.ts';

/** Which laws a run is held to beyond those that always hold. */
export const lawsSchema = keys({
  demand: z
    .enum(['promised', 'all'])
    .default('promised')
    .describe("The quality laws that the pools' choices promise, or every law, whatever the choices excuse."),
  settleWithin: absent(positiveDuration).describe(
    'The law `settles`: so long after the last arrival, fault, freeze and act of a person all work is done that no person holds up; and so long after the last trouble, or after its autoscaler changed its mind, an idle pool has as many pods as that asks for. Needs a `run.drain.timeout` of at least as long; not asked unless given.',
  ),
});

export type LawsSection = z.output<typeof lawsSchema>;

/** The run is over before the law could be judged. */
export const isNeverJudged = (laws: LawsSection, run: RunSection): boolean =>
  laws.settleWithin !== null && (run.drain === null || run.drain.timeout < laws.settleWithin);

type Troubles = Pick<CompiledScenario, 'faults' | 'people' | 'pools'>;

export function lawDemand({ demand, settleWithin }: LawsSection, run: RunPlan, troubles: Troubles): LawDemand {
  const healedAt = lastTrouble(troubles);
  const settleWithinMs = settleWithin ?? Number.POSITIVE_INFINITY;
  const quietFrom = Math.max(healedAt, measuredEnd(run));
  return { demand, healedAt, settleWithinMs, settledBy: quietFrom + settleWithinMs };
}

/** From here on nothing goes wrong, ms. */
function lastTrouble({ faults, people, pools }: Troubles): number {
  const ends = [
    ...faults.map(({ until, effect }) => until + (effect.kind === 'server-restart' ? effect.downMs : 0)),
    ...people.map((act) => (act.kind === 'lock' ? act.at + act.forMs : act.at)),
    ...pools.flatMap(({ config }) => config.freeze.map(({ to }) => to)),
  ];
  return ends.reduce((latest, end) => Math.max(latest, end), 0);
}
