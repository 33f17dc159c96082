import type { ModifierBinding } from '../engine/modifier.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';

/** What a report says of a run's subject: the plain-data part of a CompiledScenario, which cannot cross a worker border itself. */
export interface ScenarioBrief {
  readonly clockStart: string | null;
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly drainMs: number;
  readonly workspaces: number;
  readonly pools: readonly PoolBrief[];
  readonly faults: readonly FaultBrief[];
}

export interface PoolBrief {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly slots: number;
  readonly rule: string;
  /** Tasks after which an agent ends; null = no limit. */
  readonly maxTasks: number | null;
  readonly policy: string;
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
  /** Around the policy, outermost last. */
  readonly modifiers: readonly ModifierBrief[];
  readonly everyMs: number;
  readonly victims: string;
  readonly dispatch: string;
  readonly readiness: string;
  readonly assignment: string;
}

export interface ModifierBrief {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}

/** Point faults have `until === at`. */
export interface FaultBrief {
  readonly name: string;
  readonly kind: string;
  /** Ms since the run began; `Infinity`: it comes whenever its trigger says. */
  readonly at: number;
  /** Likewise, `Infinity` included. */
  readonly until: number;
}

export function briefOf(scenario: CompiledScenario): ScenarioBrief {
  return {
    clockStart: scenario.clockStart,
    ...scenario.run,
    workspaces: scenario.workspaces.length,
    pools: scenario.pools.map(({ config }) => ({
      name: config.name,
      min: config.min,
      max: config.max,
      slots: config.agent.slots,
      rule: config.agent.rule,
      maxTasks: Number.isFinite(config.agent.maxTasks) ? config.agent.maxTasks : null,
      policy: config.autoscaler.policy.policy.name,
      parameters: config.autoscaler.policy.parameters,
      modifiers: config.autoscaler.modifiers.map(modifierBrief),
      everyMs: config.autoscaler.everyMs,
      victims: config.autoscaler.victims,
      dispatch: config.dispatch.mode,
      readiness: config.dispatch.readiness,
      assignment: config.dispatch.assignment,
    })),
    faults: scenario.faults.map(({ name, effect, at, until }) => ({ name, kind: effect.kind, at, until })),
  };
}

/** Lists, such as the steps of a schedule, are told by their lengths. */
const modifierBrief = ({ modifier, parameters }: ModifierBinding): ModifierBrief => ({
  name: modifier.name,
  parameters: Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.length : (value as number | boolean | string),
    ]),
  ),
});
