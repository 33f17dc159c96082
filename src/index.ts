/**
 * The front door for programs: run a scenario and read its verdict, or embed the engine and write policies for it. The command line
 * is `poolproof`; nothing of it is needed here.
 */

export type { Command } from './engine/command.ts';
export type { Output } from './engine/core.ts';
export { definePolicy, type ParametersOf, type PolicyDefinition } from './engine/define-policy.ts';
export { Engine, type EngineSetup } from './engine/engine.ts';
export type { EngineEvent } from './engine/event.ts';
export type { Fact } from './engine/fact.ts';
export { type LawBreach, LawBroken } from './engine/laws/law.ts';
export { LAWS, type LawName } from './engine/laws/law-catalogue.ts';
export type { Note, Reason } from './engine/note.ts';
export type { Observer } from './engine/observer.ts';
export { clamped, hold, scaleTo } from './engine/policies/platform-reasons.ts';
export { POLICIES } from './engine/policies/registry.ts';
export type { Decision, ParameterDescription, Policy } from './engine/policy.ts';
export type { PoolConfig } from './engine/pool-config.ts';
export type { Signals } from './engine/signals.ts';
export type { Check } from './experiment/checks.ts';
export { comparePolicies, type PolicyComparisonOptions } from './experiment/compare/compare-policies.ts';
export type { PolicyComparison, PolicyResult } from './experiment/compare/policy-comparison.ts';
export type { FinishedRun, RunOutcome } from './experiment/run-outcome.ts';
export { InvalidScenario, runScenario, type ScenarioRunOptions } from './experiment/run-scenario.ts';
export { type PolicyTuningOptions, tunePolicy } from './experiment/tune/tune-policy.ts';
export type { TriedSetting, TuningResult } from './experiment/tune/tuning-result.ts';
export type { VariantResult } from './experiment/variant-result.ts';
export type { Verdict } from './experiment/verdict.ts';
export { METRICS, type MetricName } from './scenario/metric-catalogue.ts';
export type { Problem } from './scenario/problem.ts';
