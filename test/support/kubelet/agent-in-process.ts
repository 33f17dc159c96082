import { AgentProgram } from '../../../src/real/agent/agent-program.ts';
import { readSettings } from '../../../src/real/agent/settings.ts';
import type { StartWork } from '../../../src/real/agent/work.ts';
import type { ProcessEnd, RunningContainer } from './container-process.ts';

/** A container whose process is this one: the agent program with its environment, for hundreds of agents on a small machine. */
export class AgentInProcess implements RunningContainer {
  readonly startedAt = new Date().toISOString();
  readonly ended: Promise<ProcessEnd>;
  readonly #agent: AgentProgram;

  constructor(env: Readonly<Record<string, string>>, startWork: StartWork) {
    const settings = readSettings(env);
    if ('problems' in settings) throw new Error(settings.problems.join(', '));
    let exit: (code: number) => void = () => {};
    this.ended = new Promise((resolve) => {
      exit = (exitCode) => resolve({ exitCode, signal: null });
    });
    this.#agent = new AgentProgram({ settings, exit, log: () => {}, startWork });
    this.#agent.start();
  }

  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGTERM') this.#agent.leave();
    else this.killAll();
  }

  killAll(): void {
    this.#agent.end(128 + 9);
  }
}
