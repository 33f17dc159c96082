import type { Fact } from '../../engine/fact.ts';
import { type CompiledScenario, happensInOneInstant } from '../../scenario/compiled.ts';
import type { TraceFile } from './trace-file.ts';

/** Faults and the server's absences, in a process that stands for the whole run: a mark where one begins, a span for how long it lasts. */
export class FaultMarks {
  readonly #file: TraceFile;
  readonly #pid: number;
  readonly #faults: CompiledScenario['faults'];
  readonly #open = new Map<number, number>();
  #downSince: number | null = null;

  constructor({ faults }: Pick<CompiledScenario, 'faults'>, file: TraceFile, pid: number, title: string) {
    this.#file = file;
    this.#pid = pid;
    this.#faults = faults;
    file.nameProcess(pid, title, pid);
  }

  fact(fact: Fact): void {
    const { at } = fact;
    switch (fact.kind) {
      case 'fault.began':
        this.#file.instant({ pid: this.#pid, tid: 0 }, at, {
          scope: 'g',
          category: 'fault',
          name: fact.name,
          args: {},
        });
        this.#open.set(fact.fault, at);
        return;
      case 'fault.ended':
        this.#end(fact.fault, at);
        return;
      case 'server.down':
        this.#downSince ??= at;
        return;
      case 'server.up':
        this.#serverUp(at);
        return;
    }
  }

  close(at: number): void {
    for (const fault of [...this.#open.keys()]) this.#end(fault, at);
    this.#serverUp(at);
  }

  #end(index: number, at: number): void {
    const from = this.#open.get(index);
    const fault = this.#faults[index];
    this.#open.delete(index);
    if (from === undefined || fault === undefined || happensInOneInstant(fault)) return;
    this.#span({ id: `fault-${index}`, category: 'fault', name: fault.name, from, to: at });
  }

  #serverUp(at: number): void {
    if (this.#downSince === null) return;
    this.#span({ id: 'server', category: 'server', name: 'server down', from: this.#downSince, to: at });
    this.#downSince = null;
  }

  #span(span: { id: string; category: string; name: string; from: number; to: number }): void {
    if (span.to > span.from) this.#file.span({ pid: this.#pid, ...span, args: {} });
  }
}
