import type { Window } from '../window.ts';

/** What one pool can do for its work: what the bound takes as given, whatever the policy. */
export interface PoolLimits {
  /** Capacity units of a pod. */
  readonly slots: number;
  /** At most one plan_and_apply stays on a pod at a time. */
  readonly oneApplyPerPod: boolean;
  /** Tasks that a pod takes in its life; `Infinity` = no limit. */
  readonly maxTasks: number;
  /** The least time a pod exists before its agent connects, and after its deletion, ms. */
  readonly startMs: number;
  readonly endMs: number;
}

/** A stretch of work that must be done somewhere without a break. Times in ms since the run began. */
export interface Piece {
  /** It cannot begin before: its task was not there, or an earlier one of its workspace had to end first. */
  readonly earliestMs: number;
  /** It must not begin later: otherwise its task would wait longer than is granted. */
  readonly latestMs: number;
  readonly lengthMs: number;
  /** Capacity units it takes of its pod. */
  readonly units: number;
  readonly isApply: boolean;
  /** The first of its task: a task that can lose its slot between plan and apply has two. */
  readonly isFirst: boolean;
}

/** However it is placed, the piece is at work from here to there; nothing where the first is not before the second. */
export const coreFrom = (piece: Piece): number => piece.latestMs;
export const coreTo = (piece: Piece): number => piece.earliestMs + piece.lengthMs;

/**
 * The least of its work that falls into the window, ms, however it is placed. The overlap of a piece with a window rises and falls
 * once as the piece is moved to the right, so it is least at one of the two ends.
 */
export function leastOverlapMs(piece: Piece, window: Window): number {
  return Math.min(overlapAt(piece.earliestMs, piece, window), overlapAt(piece.latestMs, piece, window));
}

function overlapAt(start: number, { lengthMs }: Piece, { from, to }: Window): number {
  return Math.max(0, Math.min(start + lengthMs, to) - Math.max(start, from));
}
