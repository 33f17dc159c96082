import type { Said } from './read-log.ts';

/** How many pods a line says there were, or should be. */
export interface PodCount {
  readonly at: number;
  readonly line: number;
  readonly pods: number;
  /** `wanted` = the number a decision asked for, not one that was there. */
  readonly kind: 'there' | 'wanted';
}

/** Every count of pods that the log tells, in its order. */
export const podCounts = (said: readonly Said[]): readonly PodCount[] => said.flatMap(countsOf);

function countsOf({ at, line, statement }: Said): readonly PodCount[] {
  const there = (pods: number): PodCount => ({ at, line, pods, kind: 'there' });
  const wanted = (pods: number): PodCount => ({ at, line, pods, kind: 'wanted' });
  switch (statement.kind) {
    case 'pool status':
      return [there(statement.pods)];
    case 'scaled':
      return [there(statement.from), wanted(statement.to)];
    case 'cold start':
      return [there(0), wanted(statement.to)];
    case 'capacity decision':
      return statement.to === null ? [] : [wanted(statement.to)];
    case 'immediate check done':
      return [statement.scaled ? wanted(statement.pods) : there(statement.pods)];
    case 'pod created':
      return [wanted(Math.max(statement.pods, statement.wanted))];
    default:
      return [];
  }
}
