import type { Incident } from '../../scenario/incident/incident.ts';
import type { LogReading } from '../../scenario/incident/read-log.ts';
import type { ScenarioTarget } from './scenario-target.ts';
import type { TriedIncident } from './try-incident.ts';

/** What `import --json` prints of a platform log: everything that was found, with the line that proves it. */
export const incidentOutput = ({ file, target, reading, incident, tried }: ImportedIncident) => {
  const { episode, pool, platform, zero, arriving, faults, expectations, runMs } = incident;
  return {
    log: file,
    format: 'platform-log' as const,
    lines: {
      read: reading.lines,
      understood: Object.fromEntries(reading.understood),
      continued: reading.continued,
      notUnderstood: reading.notUnderstood,
      examples: reading.examples,
      withoutTime: reading.withoutTime,
      otherPools: episode.otherPools,
      otherTimes: episode.otherTimes,
    },
    pool: { name: episode.pool, ...pool },
    platform,
    runMs,
    initial: { count: zero.count, pods: zero.pods, tasks: zero.tasks.map(taskOutput) },
    tasks: arriving.map(taskOutput),
    faults,
    expectations,
    breaks: tried.breaks,
    scenario: target.scenario,
    wrote: target.path,
  };
};

interface ImportedIncident {
  readonly file: string;
  readonly target: ScenarioTarget;
  readonly reading: LogReading;
  readonly incident: Incident;
  readonly tried: TriedIncident;
}

const taskOutput = ({ story, ...task }: Incident['arriving'][number]) => ({ ...task, log: story });
