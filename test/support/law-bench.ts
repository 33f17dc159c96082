import type { EngineEvent } from '../../src/engine/event.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { LAW_NAMES, type LawName } from '../../src/engine/laws/law-catalogue.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import { LawWatch } from '../../src/engine/laws/law-watch.ts';
import type { Reason, SlotUse } from '../../src/engine/note.ts';
import type { PoolConfig } from '../../src/engine/pool-config.ts';
import { tellEvent, tellFact, tellNote } from '../../src/engine/route.ts';
import type { Phase, TaskType } from '../../src/engine/task.ts';
import type { EngineByHand } from './engine-by-hand.ts';

/** The laws, watching an engine whose books are real while events, facts and notes are the test's inventions. */
export class LawBench {
  readonly watch: LawWatch;

  /** `neighbours`: pools beside the engine's own. Its books have none of their pods, but facts may tell of them. */
  constructor(
    engine: EngineByHand,
    laws: LawDemand = PROMISED,
    {
      neighbours = [],
      hasOldLists = true,
      isPunctual = true,
    }: { neighbours?: readonly PoolConfig[]; hasOldLists?: boolean; isPunctual?: boolean } = {},
  ) {
    const pools = [engine.pool.config, ...neighbours];
    this.watch = new LawWatch({
      pools,
      laws,
      allowed: new Set(LAW_NAMES),
      taskNames: new Map(),
      hasOldLists,
      isPunctual,
    });
    this.watch.open(engine.engine, () => 1);
  }

  /** Broken so far. */
  get broken(): readonly LawName[] {
    return this.watch.breaches.map((breach) => breach.law);
  }

  /** What has been said of the law, with the instant: `1000: …`; null while it holds. */
  said(law: LawName): string | null {
    const breach = this.watch.breaches.find((candidate) => candidate.law === law);
    return breach === undefined ? null : `${breach.at}: ${breach.text}`;
  }

  fact(fact: Fact): void {
    tellFact(this.watch, fact);
  }

  event(event: EngineEvent): void {
    tellEvent(this.watch, event);
  }

  submitted(at: number, task: number, type: TaskType, workspace: number): void {
    const where = { pool: poolId(0), workspace: workspaceId(workspace) };
    this.event({ kind: 'task.submitted', at, task: taskId(task), ...where, type, submittedAt: at });
  }

  /** Up and connected. */
  podReady(at: number, pod: number): void {
    this.fact({ kind: 'pod.up', at, pod: podId(pod), pool: poolId(0) });
    this.fact({ kind: 'pod.phase', at, pod: podId(pod), phase: 'running' });
    this.fact({ kind: 'agent.up', at, pod: podId(pod) });
  }

  began(at: number, task: number, phase: Phase, where: { pod?: number; slot?: number; attempt?: number } = {}): void {
    const { pod = 0, slot = 0, attempt = 1 } = where;
    this.fact({
      kind: 'phase.began',
      at,
      task: taskId(task),
      attempt: attemptId(attempt),
      phase,
      pod: podId(pod),
      slot,
    });
  }

  ended(at: number, task: number, phase: Phase, where: { pod?: number; slot?: number; attempt?: number } = {}): void {
    const { pod = 0, slot = 0, attempt = 1 } = where;
    this.fact({
      kind: 'phase.ended',
      at,
      task: taskId(task),
      attempt: attemptId(attempt),
      phase,
      pod: podId(pod),
      slot,
      outcome: 'success',
    });
  }

  slot(at: number, pod: number, task: number, from: SlotUse, to: SlotUse): void {
    tellNote(this.watch, {
      kind: 'slot.changed',
      at,
      pod: podId(pod),
      slot: 0,
      task: taskId(task),
      units: 1,
      from,
      to,
    });
  }

  decided(at: number, from: number, to: number, why: Partial<Reason> = {}): void {
    const reason: Reason = { rule: 'test', text: '', figures: {}, limitedBy: null, ...why };
    const decision = { trigger: 'tick', from, to, reason, onlineUtilization: null } as const;
    tellNote(this.watch, { kind: 'scale.decided', at, pool: poolId(0), ...decision });
  }

  moved(at: number, task: number, to: 'pending' | 'running' | 'waiting' | 'success'): void {
    tellNote(this.watch, { kind: 'task.moved', at, task: taskId(task), from: null, to, cause: null });
  }
}
