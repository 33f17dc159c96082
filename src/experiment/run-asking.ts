import type { Observer } from '../engine/observer.ts';
import type { RunEnd } from '../engine/run-end.ts';
import type { ProgramAccount } from '../real/policy-process.ts';
import { PolicyProcesses } from '../real/policy-processes.ts';
import type { CompiledScenario, ConditionReader } from '../scenario/compiled.ts';
import { Simulation } from '../sim/run.ts';
import { type Collect, MeasuredRun, type RunExtras } from './measured-run.ts';
import { runOne } from './run-one.ts';
import type { FinishedRun } from './run-outcome.ts';
import { RunStopped } from './run-stop.ts';
import { expectAnswers } from './silent-program.ts';

/** As `runOne`, for scenarios whose policies may be programs. Rejects with `PolicyFailed`, too, where a failure is to end the run or nothing was answered, and with `RunStopped`. */
export async function runAsking(
  scenario: CompiledScenario,
  collect: Collect,
  journal: ((line: string) => void) | null,
  extras: RunExtras = {},
): Promise<FinishedRun> {
  const { stop = null } = extras;
  if (!hasProgram(scenario)) {
    const work = (): FinishedRun => runOne(scenario, collect, journal, extras);
    return stop === null ? work() : stop.cut(work, kindOf(scenario));
  }
  const run = new MeasuredRun(scenario, collect, journal, extras);
  const { end, programs } = await simulateAsking(scenario, run.observers, run.conditions, stop?.signal);
  expectAnswers(programs, end.endedAt);
  return { ...run.finished(end), programs };
}

/** As `simulate`: starts the programs, asks them and ends them, whatever happens. */
export async function simulateAsking(
  scenario: CompiledScenario,
  observers: readonly Observer[],
  conditions: ConditionReader | null = null,
  signal: AbortSignal | null = null,
): Promise<{ readonly end: RunEnd; readonly programs: readonly ProgramAccount[] }> {
  const processes = new PolicyProcesses(scenario);
  try {
    const simulation = new Simulation(scenario, observers, conditions);
    for (;;) {
      // Between two questions events come through.
      if (signal?.aborted === true) throw new RunStopped();
      const step = simulation.advance();
      if (step.kind === 'done') return { end: step.end, programs: processes.accounts };
      simulation.answer(await processes.ask(step.question));
    }
  } finally {
    await processes.close();
  }
}

/** A module of the user's may loop for ever in any of its runs. */
const kindOf = ({ name, variant, pools }: CompiledScenario): string | null =>
  pools.some(({ config }) => config.autoscaler.policy.module !== undefined) ? null : `${name} > ${variant}`;

const hasProgram = ({ pools }: CompiledScenario): boolean =>
  pools.some(({ config }) => config.autoscaler.policy.program !== undefined);
