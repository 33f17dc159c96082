import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/event.ts';
import type { Fact } from '../../src/engine/fact.ts';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { Note } from '../../src/engine/note.ts';
import type { Observer } from '../../src/engine/observer.ts';
import { tellEvent, tellFact, tellNote } from '../../src/engine/route.ts';

const METHODS = [
  'event',
  'note',
  'command',
  'fact',
  'taskAnswered',
  'taskMoved',
  'slotChanged',
  'phaseBegan',
  'phaseEnded',
] as const;
type Method = (typeof METHODS)[number];

/** Which methods of an observer that has just these are called. */
function called(has: readonly Method[], tell: (observer: Observer) => void): readonly Method[] {
  const calls: Method[] = [];
  tell(Object.fromEntries(has.map((method) => [method, () => calls.push(method)])));
  return calls;
}

const OF_TASK = { at: 0, task: taskId(1), attempt: attemptId(1) } as const;
const OF_SLOT = { ...OF_TASK, pod: podId(0), slot: 0, phase: 'plan' } as const;
const ANSWERS: readonly EngineEvent[] = [
  { ...OF_TASK, kind: 'task.accepted' },
  { ...OF_TASK, kind: 'task.planned', hasChanges: true },
  { ...OF_TASK, kind: 'task.finished', outcome: 'success' },
];
const ARRIVAL: EngineEvent = {
  kind: 'task.submitted',
  at: 0,
  task: taskId(1),
  pool: poolId(0),
  workspace: workspaceId(0),
  type: 'plan',
  submittedAt: 0,
};
const MOVED: Note = { kind: 'task.moved', at: 0, task: taskId(1), from: null, to: 'pending', cause: null };
const CHANGED: Note = {
  kind: 'slot.changed',
  at: 0,
  pod: podId(0),
  slot: 0,
  task: taskId(1),
  units: 1,
  from: 'idle',
  to: 'running',
};
const IGNORED: Note = { kind: 'result.ignored', at: 0, task: taskId(1) };
const BEGAN: Fact = { ...OF_SLOT, kind: 'phase.began' };
const ENDED: Fact = { ...OF_SLOT, kind: 'phase.ended', outcome: 'success' };
const UP: Fact = { kind: 'pod.up', at: 0, pod: podId(0), pool: poolId(0) };

/** As the doc comment of `Observer` promises: a kind that has a method of its own comes there and no longer through the general one. */
describe('an observer with a method for each frequent kind', () => {
  test.each(ANSWERS)('hears $kind there alone', (answer) => {
    expect(called(METHODS, (observer) => tellEvent(observer, answer))).toEqual(['taskAnswered']);
  });

  test('hears moves of tasks, changes of slots and phases there alone', () => {
    expect(called(METHODS, (observer) => tellNote(observer, MOVED))).toEqual(['taskMoved']);
    expect(called(METHODS, (observer) => tellNote(observer, CHANGED))).toEqual(['slotChanged']);
    expect(called(METHODS, (observer) => tellFact(observer, BEGAN))).toEqual(['phaseBegan']);
    expect(called(METHODS, (observer) => tellFact(observer, ENDED))).toEqual(['phaseEnded']);
  });

  test('hears everything else where it belongs by its family', () => {
    expect(called(METHODS, (observer) => tellEvent(observer, ARRIVAL))).toEqual(['event']);
    expect(called(METHODS, (observer) => tellNote(observer, IGNORED))).toEqual(['note']);
    expect(called(METHODS, (observer) => tellFact(observer, UP))).toEqual(['fact']);
  });
});

describe('an observer without them', () => {
  const general = ['event', 'note', 'fact'] as const;

  test('hears the frequent kinds with all others', () => {
    for (const event of ANSWERS) expect(called(general, (observer) => tellEvent(observer, event))).toEqual(['event']);
    for (const note of [MOVED, CHANGED])
      expect(called(general, (observer) => tellNote(observer, note))).toEqual(['note']);
    for (const fact of [BEGAN, ENDED])
      expect(called(general, (observer) => tellFact(observer, fact))).toEqual(['fact']);
  });

  test('hears one kind of a pair apart and the other with all others', () => {
    const half = ['note', 'fact', 'slotChanged', 'phaseEnded'] as const;
    expect(called(half, (observer) => tellNote(observer, MOVED))).toEqual(['note']);
    expect(called(half, (observer) => tellNote(observer, CHANGED))).toEqual(['slotChanged']);
    expect(called(half, (observer) => tellFact(observer, BEGAN))).toEqual(['fact']);
    expect(called(half, (observer) => tellFact(observer, ENDED))).toEqual(['phaseEnded']);
  });

  test('that listens to nothing is told nothing, and nothing breaks', () => {
    const tellAll = (observer: Observer): void => {
      for (const event of [...ANSWERS, ARRIVAL]) tellEvent(observer, event);
      for (const note of [MOVED, CHANGED, IGNORED]) tellNote(observer, note);
      for (const fact of [BEGAN, ENDED, UP]) tellFact(observer, fact);
    };
    expect(called([], tellAll)).toEqual([]);
  });
});
