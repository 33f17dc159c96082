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
  readonly everyMs: number;
  readonly victims: string;
  readonly dispatch: string;
  readonly readiness: string;
  readonly assignment: string;
}

/** Point faults have `until === at`. */
export interface FaultBrief {
  readonly name: string;
  readonly kind: string;
  readonly at: number;
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
      everyMs: config.autoscaler.everyMs,
      victims: config.autoscaler.victims,
      dispatch: config.dispatch.mode,
      readiness: config.dispatch.readiness,
      assignment: config.dispatch.assignment,
    })),
    faults: scenario.faults.map(({ name, effect, at, until }) => ({ name, kind: effect.kind, at, until })),
  };
}
