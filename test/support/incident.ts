import { parse } from 'yaml';
import { tryIncident } from '../../src/cli/import/try-incident.ts';
import { type Incident, incidentOf } from '../../src/scenario/incident/incident.ts';
import { readLog } from '../../src/scenario/incident/read-log.ts';

export interface ImportedIncident {
  readonly incident: Incident;
  /** The scenario file. */
  readonly text: string;
  /** The same, parsed. */
  readonly scenario: {
    readonly run: { readonly duration: string };
    readonly pool: {
      readonly name?: string;
      readonly min: number;
      readonly max: number;
      readonly agent: { readonly slots: number; readonly rule: string };
      readonly autoscaler: { readonly policy: string; readonly every?: string; readonly reaper?: boolean };
      readonly dispatch?: Readonly<Record<string, unknown>>;
    };
    readonly initial?: {
      readonly pods: readonly {
        readonly state: string;
        readonly slots?: readonly unknown[];
        readonly count?: number;
      }[];
      readonly tasks?: readonly WrittenTask[];
    };
    readonly workload?: readonly { readonly tasks: readonly WrittenTask[] }[];
    readonly faults?: readonly Readonly<Record<string, unknown>>[];
    readonly expect: readonly { readonly name: string }[];
  };
  /** What broke when it was tried; it passes with these named. */
  readonly breaks: readonly string[];
}

export interface WrittenTask {
  readonly id: string;
  readonly at?: string;
  readonly workspace: string;
  readonly type: string;
  readonly plan?: string;
  readonly confirm?: string;
  readonly apply?: string;
}

/** Imports a log as `poolproof import` does, without files. Throws when the scenario does not validate and pass as it stands. */
export async function importedIncident(log: string, pool: string | null = null): Promise<ImportedIncident> {
  const incident = incidentOf(readLog(log).said, pool);
  const { text, breaks } = await tryIncident(incident, { scenario: 'incident', log: 'incident.log' });
  return { incident, text, scenario: parse(text), breaks };
}

/** The comment behind the first line that begins with this key. */
export const commentOf = (text: string, key: string): string | null =>
  new RegExp(`^\\s*-? ?${key}: [^#]*# (.*)$`, 'm').exec(text)?.[1] ?? null;
