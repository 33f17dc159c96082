import type { ParameterDescription } from '../engine/policy.ts';
import type { PoolCalibration } from '../experiment/calibration.ts';
import type { Replay } from '../experiment/replay.ts';
import type { Verification } from '../experiment/verify.ts';
import type { Explanation } from '../measure/explain/journal-guide.ts';
import type { JobLogFindings } from '../measure/job-log-findings.ts';
import type { HeldNode } from '../real/held-nodes.ts';
import type { Orphan } from '../real/orphans.ts';
import type { comparisonSummary } from '../report/compare/compare-summary.ts';
import type { tuningSummary } from '../report/compare/tuning-summary.ts';
import type { summaryOf } from '../report/summary.ts';
import type { TraceAccount } from '../scenario/compiled.ts';
import type { FaultDescription } from '../scenario/fault-catalogue.ts';
import type { MetricDescription } from '../scenario/metric-catalogue.ts';
import type { Problem } from '../scenario/problem.ts';
import type { ExitCode } from './exit-code.ts';
import type { incidentOutput } from './import/incident-output.ts';
import type { GoldenDifference } from './run/golden.ts';
import type { Terminal } from './terminal.ts';

/**
 * What each command prints with `--json`. `npm run schema` makes `schema/output/<command>.schema.json` of these types and their comments,
 * so the two cannot differ; JSON has no infinity, which becomes null.
 */
export interface JsonOutputs {
  readonly run: RunOutput | BadInput;
  readonly compare: CompareOutput | BadInput;
  readonly tune: TuneOutput | BadInput;
  readonly verify: VerifyOutput | BadInput;
  readonly explain: ExplainOutput | BadInput;
  readonly replay: ReplayOutput | BadInput;
  readonly report: ReportOutput | BadInput;
  readonly merge: MergeOutput;
  readonly import: JobLogOutput | PlatformLogOutput | BadInput;
  readonly cluster: ClusterOutput | BadInput;
  readonly fuzz: FuzzOutput | BadInput;
  readonly validate: ValidateOutput | BadInput;
  readonly init: InitOutput | BadInput;
  readonly policies: readonly (PolicyEntry | ModifierEntry)[];
  readonly metrics: Readonly<Record<string, MetricDescription>>;
  readonly faults: Readonly<Record<string, FaultDescription>>;
  readonly distributions: Readonly<Record<string, DistributionEntry>>;
  readonly arrivals: Readonly<Record<string, WayToWrite>>;
}

export function printJson<Name extends keyof JsonOutputs>(
  _command: Name,
  output: JsonOutputs[Name],
  terminal: Pick<Terminal, 'print'>,
): void {
  terminal.print(jsonText(output));
}

export const jsonText = <Name extends keyof JsonOutputs>(output: JsonOutputs[Name]): string =>
  `${JSON.stringify(output, null, 2)}\n`;

/** Nothing was run. */
export interface BadInput {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: 2;
  readonly problems: readonly Problem[];
}

export interface RunOutput {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: ExitCode;
  /** Somebody stopped it: what was measured so far is here. */
  readonly interrupted: boolean;
  readonly variants: {
    /** Variants that were to run. */
    readonly planned: number;
    readonly passed: number;
    readonly failed: number;
    readonly broken: number;
  };
  /** Those of which nothing was finished, in the order of the plan: somebody stopped it, or it gave up before. */
  readonly notRun: readonly VariantName[];
  /** Files that were left out because they are not for this mode. */
  readonly elsewhere: readonly string[];
  readonly goldenDifferences: readonly GoldenDifference[];
  /** The overview page; null = no report was asked for. */
  readonly report: string | null;
  /** In the order of the plan; each is what stands in `summary.json`. */
  readonly runs: readonly RunSummary[];
}

export interface InitOutput {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: 0;
  /** The scenario first. */
  readonly files: readonly {
    readonly path: string;
    /** False = it was there already, just as init writes it. */
    readonly isNew: boolean;
  }[];
}

export interface VariantName {
  readonly file: string;
  readonly scenario: string;
  readonly variant: string;
}

export type RunSummary = ReturnType<typeof summaryOf>;

export interface CompareOutput {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: ExitCode;
  readonly interrupted: boolean;
  /** The overview page; null = no report was asked for. */
  readonly report: string | null;
  readonly comparisons: readonly ComparisonSummary[];
  /** Those of which nothing was finished, in the order of the plan: somebody stopped it. */
  readonly notRun: readonly VariantName[];
}

export type ComparisonSummary = ReturnType<typeof comparisonSummary>;

export interface TuneOutput {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: ExitCode;
  /** The overview page; null = no report was asked for. */
  readonly report?: string | null;
  /** The file of the picked setting; null = none was written. */
  readonly fragment?: string | null;
  /** Null = it was interrupted before the first run was finished. */
  readonly tuning: TuningSummary | null;
}

export type TuningSummary = ReturnType<typeof tuningSummary>;

export interface VerifyOutput extends Verification {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: ExitCode;
  /** The fitted delays of each pool; null = `--calibrate` was not asked for. */
  readonly calibration: readonly PoolCalibration[] | null;
}

/** Times in ms since the run began. */
export interface ExplainOutput extends Explanation {
  /** The file that was read. */
  readonly journal: string;
  readonly scenario: string;
  readonly variant: string;
  readonly seed: string;
  readonly replication: number;
}

export interface ReplayOutput {
  /** In the order of the files. */
  readonly replays: readonly ReplayedFile[];
}

export interface ReplayedFile {
  readonly file: string;
  /** `scenario > variant`; null = the file is no journal. */
  readonly scenario: string | null;
  /** Modules of policies that are no longer what they were when the run was recorded. */
  readonly changedModules: readonly string[];
  readonly found: Replay;
}

export interface ReportOutput {
  /** Version of the program. */
  readonly poolproof: string;
  /** The file that was read. */
  readonly journal: string;
  /** The overview page. */
  readonly report: string;
  /** The one that was recorded. */
  readonly runs: readonly RunSummary[];
}

/** What the command that was shared out prints. */
export type MergeOutput = RunOutput | CompareOutput | TuneOutput | FuzzOutput | BadInput;

export interface JobLogOutput extends JobLogFindings {
  /** The file that was read. */
  readonly log: string;
  /** Name of the scenario. */
  readonly scenario: string;
  /** The scenario file; null = it was printed. */
  readonly wrote: string | null;
}

/** Times in ms since the log's time 0, unless they say otherwise. */
export type PlatformLogOutput = ReturnType<typeof incidentOutput>;

export type ClusterOutput =
  | {
      readonly action: 'up';
      readonly cluster: string;
      /** It was made just now. */
      readonly isNew: boolean;
      /** Where agents in the cluster reach this machine. */
      readonly gateway: string;
    }
  | {
      readonly action: 'status';
      readonly cluster: string;
      readonly isUp: boolean;
      /** Runs that go on or were killed, oldest first. */
      readonly runs: readonly Orphan[];
      /** Nodes that faults hold. */
      readonly nodes: readonly HeldNode[];
    }
  | {
      readonly action: 'status';
      /** The one that was named, of whatever cluster. */
      readonly context: string;
      /** Runs that go on or were killed, oldest first. */
      readonly runs: readonly Orphan[];
      /** Nodes that faults hold. */
      readonly nodes: readonly HeldNode[];
    }
  | { readonly action: 'down'; readonly cluster: string; readonly wasUp: boolean }
  | {
      readonly action: 'down --orphans';
      /** What was removed. */
      readonly runs: readonly Orphan[];
      /** What goes on and takes pods again. */
      readonly nodes: readonly HeldNode[];
    };

export interface FuzzOutput {
  /** Version of the program. */
  readonly poolproof: string;
  readonly exitCode: ExitCode;
  readonly interrupted: boolean;
  /** Scenarios that were run. */
  readonly tried: number;
  readonly seconds: number;
  /** Different things that the runs reached. */
  readonly features: number;
  /** Drawn scenarios that the decoder refused, and the sentence of the first. */
  readonly refused: { readonly count: number; readonly first: string | null };
  readonly finds: readonly FuzzFind[];
}

export interface FuzzFind {
  /** Number of the scenario that found it. */
  readonly index: number;
  /** Scenarios that found the same. */
  readonly times: number;
  /** Null = the program itself failed. */
  readonly law: string | null;
  /** What was wrong in the scenario as it was drawn. */
  readonly found: string;
  /** The same of the shrunk one. */
  readonly shrunk: string;
  /** Ms since the run began; null where it has no moment. */
  readonly at: number | null;
  /** Runs that shrinking took. */
  readonly trials: number;
  /** The scenario file; null = none was written. */
  readonly file: string | null;
  /** The shrunk scenario. */
  readonly text: string;
}

export interface ValidateOutput {
  readonly files: readonly string[];
  /** Their variants, of files without a mistake. */
  readonly variants: number;
  /** Job logs that they replay. */
  readonly traces: readonly (TraceAccount & { readonly scenario: string; readonly variant: string })[];
  readonly problems: readonly Problem[];
}

export interface PolicyEntry {
  readonly kind: 'policy';
  readonly name: string;
  readonly summary: string;
  /** Ms between decisions of its original. */
  readonly nativePeriodMs: number;
  /** It also decides at most so many ms after a task arrived, began or ended; null = by its ticks alone. */
  readonly reactsWithinMs: number | null;
  readonly parameters: readonly ParameterDescription[];
}

export interface ModifierEntry {
  readonly kind: 'modifier';
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly ParameterDescription[];
}

/** How something is written in a scenario. */
export interface WayToWrite {
  readonly example: string;
  readonly summary: string;
}

export interface DistributionEntry extends WayToWrite {
  readonly parameters: readonly { readonly name: string; readonly summary: string }[];
}
