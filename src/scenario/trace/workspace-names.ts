import type { TraceReading } from './trace-reading.ts';

/**
 * The workspace of each word in a log's column of workspaces, in order of the jobs. A bare number gets the column's name before it
 * (user 7 is `user-7`); what a workspace's name cannot hold becomes `-`, and two words never become one workspace.
 */
export function workspaceNames({ jobs, columns }: TraceReading): ReadonlyMap<string, string> {
  const column = clean(columns.find(({ field }) => field === 'workspace')?.column ?? '') || 'workspace';
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { workspace: word } of jobs) {
    if (word === null || names.has(word)) continue;
    const cleaned = clean(word);
    const base = /^\d*$/.test(cleaned) ? `${column}-${cleaned}` : cleaned;
    let name = base;
    for (let copy = 2; taken.has(name); copy++) name = `${base}-${copy}`;
    taken.add(name);
    names.set(word, name);
  }
  return names;
}

/** Room for a number behind it within the 200 characters of a workspace's name. */
const LONGEST = 90;

const clean = (word: string): string =>
  word
    .replaceAll(/[^A-Za-z0-9_./-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST);
