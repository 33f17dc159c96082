import type { ScalingRules } from './behavior.ts';
import { changeWithin, type HpaMemory } from './history.ts';

/**
 * How far an HPA with `behavior` may go at once. Per policy start = replicas − added + removed in its period; upward the proposal is
 * start + pods, or ⌈start · (1 + percent / 100)⌉; downward start − pods, or trunc(start · (1 − percent / 100)). `Max` takes the proposal
 * that changes most, `Min` the one that changes least, and neither may lie on the other side of the present count. Without a
 * policy (an API server asks for one at least) nothing moves.
 *
 * Source: omerap12/kubernetes @ a769d588, pkg/controller/podautoscaler/horizontal.go, `calculateScaleUpLimitWithScalingRules`,
 * `calculateScaleDownLimitWithBehaviors`.
 */
export function upLimit(replicas: number, rules: ScalingRules, memory: HpaMemory, now: number): number {
  const proposals = proposed(replicas, rules, memory, now, {
    byPods: (start) => start + rules.pods,
    byPercent: (start) => Math.ceil(start * (1 + rules.percent / 100)),
  });
  if (proposals.length === 0) return replicas;
  return Math.max(replicas, rules.select === 'Min' ? Math.min(...proposals) : Math.max(...proposals));
}

export function downLimit(replicas: number, rules: ScalingRules, memory: HpaMemory, now: number): number {
  const proposals = proposed(replicas, rules, memory, now, {
    byPods: (start) => start - rules.pods,
    byPercent: (start) => Math.trunc(start * (1 - rules.percent / 100)),
  });
  if (proposals.length === 0) return replicas;
  return Math.min(replicas, rules.select === 'Min' ? Math.max(...proposals) : Math.min(...proposals));
}

function proposed(
  replicas: number,
  rules: ScalingRules,
  memory: HpaMemory,
  now: number,
  from: { readonly byPods: (start: number) => number; readonly byPercent: (start: number) => number },
): readonly number[] {
  if (rules.select === 'Disabled') return [];
  const startOf = (periodMs: number): number =>
    replicas - changeWithin(memory.added, periodMs, now) + changeWithin(memory.removed, periodMs, now);
  const proposals: number[] = [];
  if (rules.pods > 0) proposals.push(from.byPods(startOf(rules.podsPeriodMs)));
  if (rules.percent > 0) proposals.push(from.byPercent(startOf(rules.percentPeriodMs)));
  return proposals;
}
