import { expect, test } from 'vitest';
import type { ScaleDecided } from '../../../src/engine/note.ts';
import { Story } from '../../../src/experiment/fuzz/story.ts';
import { decided } from '../../support/task-stories.ts';

const decision = (at: number, from: number, to: number, limitedBy: 'max' | null = null): ScaleDecided => {
  const record = decided(at, from, to);
  if (!('note' in record)) throw new Error('a decision is a note');
  const note = record.note as ScaleDecided;
  return { ...note, reason: { ...note.reason, text: 'because', limitedBy } };
};

test('the story leaves out decisions that change nothing, and says where one is held back or asked for again', () => {
  const story = new Story(new Map());
  for (const note of [
    decision(1000, 1, 1),
    decision(2000, 1, 2),
    decision(3000, 2, 2, 'max'),
    decision(4000, 2, 2, 'max'),
    decision(5000, 2, 1),
    decision(6000, 2, 1),
  ])
    story.note(note);
  expect(story.lines.map((line) => line.trim())).toEqual([
    '2s  the autoscaler goes from 1 pod to 2: because',
    '3s  the autoscaler stays at 2 pods, held by max: because',
    '5s  the autoscaler goes from 2 pods to 1: because',
    '6s  the autoscaler asks for 1 pod again',
  ]);
});
