import type { LawBreach } from '../engine/laws/law.ts';
import type { RunEnd } from '../engine/run-end.ts';
import type { ChartData } from '../measure/chart-data.ts';
import type { ClairvoyantBound } from '../measure/clairvoyant/stay-recorder.ts';
import type { ExpectationResult } from '../measure/expectations.ts';
import type { RunMetrics } from '../measure/metrics.ts';
import type { PhaseTimes } from '../measure/phase-times.ts';
import type { PodStart } from '../measure/pod-starts.ts';
import type { StartTrouble } from '../measure/start-troubles.ts';
import type { TaskTable } from '../measure/task-table.ts';
import type { ProgramAccount } from '../real/policy-process.ts';
import type { RunHealth } from '../real/run-health.ts';
import type { ScenarioBrief } from './brief.ts';

/** What became of one run. Plain data: it crosses the border of a worker thread unchanged. */
export type RunOutcome = FinishedRun | LawBrokenRun | PolicyFailedRun | CrashedRun;

export interface FinishedRun {
  readonly kind: 'finished';
  readonly replication: number;
  readonly seed: string;
  readonly brief: ScenarioBrief;
  readonly end: RunEnd;
  readonly expectations: readonly ExpectationResult[];
  readonly metrics: RunMetrics;
  readonly fingerprint: string | null;
  /** Null unless determinism was asked to be checked. */
  readonly determinism: Determinism | null;
  readonly charts: ChartData | null;
  readonly tasks: TaskTable | null;
  /** Null unless they were asked for. */
  readonly delays: RunDelays | null;
  /** Null unless it was asked for. */
  readonly bound: ClairvoyantBound | null;
  /** Of each pool whose policy is a program; empty for most. */
  readonly programs: readonly ProgramAccount[];
  /** Null in the simulation. */
  readonly cluster: ClusterNotes | null;
}

/** How long pods and messages took. */
export interface RunDelays {
  readonly pods: readonly PodStart[];
  readonly phases: readonly PhaseTimes[];
}

/** What a run on a real cluster has to say of itself. */
export interface ClusterNotes {
  /** What of the scenario models the world, and was left to the real one: `pool.pods.start`. */
  readonly leftOut: readonly string[];
  /** What could not be removed from the cluster, one sentence each. */
  readonly left: readonly string[];
  readonly health: RunHealth;
  /** Why pods did not start, or not at once. */
  readonly notStarted: readonly StartTrouble[];
}

/** A law broke that the variant does not name: the run stopped there. */
export interface LawBrokenRun {
  readonly kind: 'law-broken';
  readonly replication: number;
  readonly seed: string;
  readonly breach: LawBreach;
}

/** A policy of the user's gave no usable answer: the run stopped there. */
export interface PolicyFailedRun {
  readonly kind: 'policy-failed';
  readonly replication: number;
  readonly seed: string;
  readonly policy: string;
  /** ms since the run began. */
  readonly at: number;
  readonly message: string;
  /** Where one answered nothing: of each pool whose policy is a program; empty for most. */
  readonly programs: readonly ProgramAccount[];
}

/** A mistake of the program itself. Other runs go on. */
export interface CrashedRun {
  readonly kind: 'crashed';
  readonly replication: number;
  readonly seed: string;
  readonly message: string;
}

/** Whether a second run of the same scenario gave the same records; `record` counts from 1. */
export type Determinism =
  | { readonly kind: 'same' }
  | {
      readonly kind: 'differs';
      readonly record: number;
      readonly first: string | null;
      readonly second: string | null;
      /** The last records that both have, oldest first. */
      readonly before: readonly string[];
    };
