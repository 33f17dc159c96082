import type { PolicyAsk } from '../engine/command.ts';
import type { PolicyAnswer } from '../engine/event.ts';
import type { PoolId } from '../engine/ids.ts';
import type { CompiledScenario } from '../scenario/compiled.ts';
import { PolicyProcess, type ProgramAccount } from './policy-process.ts';

/** The programs of a run, one for each pool that has one; in either world. */
export class PolicyProcesses {
  readonly #processes: ReadonlyMap<PoolId, PolicyProcess>;

  constructor({ name, variant, seed, replication, pools }: CompiledScenario) {
    this.#processes = new Map(
      pools.flatMap(({ config }, pool) => {
        const { policy, parameters, program } = config.autoscaler.policy;
        if (program === undefined) return [];
        const hello = { scenario: name, variant, seed, replication, pool: config.name, parameters };
        return [[pool as PoolId, new PolicyProcess(program, policy.name, hello)]];
      }),
    );
  }

  /** In order of the pools. */
  get accounts(): readonly ProgramAccount[] {
    return [...this.#processes.values()].map(({ account }) => account);
  }

  ask(question: PolicyAsk): Promise<PolicyAnswer> {
    const process = this.#processes.get(question.pool);
    if (process === undefined) throw new Error(`pool ${question.pool} has no program to ask`);
    return process.ask(question);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((process) => process.close()));
  }
}
