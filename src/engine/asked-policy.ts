import type { Core, PoolState } from './core.ts';
import type { PolicyAnswer } from './event.ts';
import type { ScaleTrigger } from './note.ts';
import { clamped } from './policies/platform-reasons.ts';
import type { Decision } from './policy.ts';
import { PolicyFailed } from './policy-failed.ts';
import type { PolicyProgram } from './policy-program.ts';
import { signalData } from './signal-data.ts';
import type { Signals } from './signals.ts';

/** A question that is on its way. */
export interface AskedPolicy {
  readonly ask: number;
  readonly trigger: ScaleTrigger;
  readonly isStale: boolean;
}

/**
 * Asks the pool's program what to do. One question at a time: a tick meanwhile asks nothing, since there will be another. The
 * server's epoch goes with it, because whatever remembers should forget when that changes, as our own policies do.
 */
export function askProgram(
  core: Core,
  pool: PoolState,
  program: PolicyProgram,
  { trigger, isStale, signals }: Omit<AskedPolicy, 'ask'> & { readonly signals: Signals },
): void {
  if (pool.asked !== null) return;
  core.asks += 1;
  pool.asked = { ask: core.asks, trigger, isStale };
  core.perform({
    kind: 'policy.ask',
    at: core.now,
    pool: pool.id,
    ask: core.asks,
    trigger,
    epoch: core.epoch,
    signals: signalData(signals, program.lists),
  });
}

/** What an answer means now. Throws `PolicyFailed` where a failure is to end the run. */
export function decisionOf(core: Core, pool: PoolState, answer: PolicyAnswer, signals: Signals): Decision {
  if (answer.kind === 'failed') return withoutAnswer(core, pool, answer);
  pool.failedAsks = 0;
  if (answer.kind === 'hold') return answer;
  const { pods, limitedBy } = clamped(signals, answer.pods);
  return { kind: 'scale-to', pods, reason: { ...answer.reason, limitedBy } };
}

function withoutAnswer(
  core: Core,
  pool: PoolState,
  { failure, detail }: PolicyAnswer & { readonly kind: 'failed' },
): Decision {
  const { policy, program } = pool.config.autoscaler.policy;
  pool.failedAsks += 1;
  if (program?.onError === 'stop') throw new PolicyFailed(policy.name, core.now, `${failure}: ${detail}`);
  const isMin = program?.onError === 'min';
  const reason = {
    rule: 'program-failed',
    text: `the program gave no answer (${failure}: ${detail}): ${isMin ? 'the pool goes to min' : 'the count is kept'}`,
    figures: { failure, failuresInARow: pool.failedAsks },
    limitedBy: null,
  };
  return isMin ? { kind: 'scale-to', pods: pool.config.min, reason } : { kind: 'hold', reason };
}
