import type { PoolState } from './core.ts';
import type { Decision } from './policy.ts';
import type { Signals } from './signals.ts';

/**
 * The policy's decision as the pool's modifiers let it through, the first written next to the policy. None of them sees a wish
 * above `max`: what the pool could not carry out must not count as a change.
 */
export function modifiedDecision(pool: PoolState, signals: Signals, decision: Decision): Decision {
  const { modifiers } = pool.config.autoscaler;
  let wish = decision;
  for (const [index, { modifier, parameters }] of modifiers.entries()) {
    wish = modifier.modify(withinMax(wish, signals), signals, pool.modifierMemories[index], parameters);
  }
  return wish;
}

function withinMax(wish: Decision, { max }: Signals): Decision {
  if (wish.kind === 'hold' || wish.pods <= max) return wish;
  return { ...wish, pods: max, reason: { ...wish.reason, limitedBy: 'max' } };
}
