import { runScenario } from '../../experiment/run-scenario.ts';
import type { BrokenCause } from '../../experiment/verdict.ts';
import type { Incident } from '../../scenario/incident/incident.ts';
import { incidentScenario } from '../../scenario/incident/incident-scenario.ts';

/** A scenario text that passes as it stands, and what it says must break. */
export interface TriedIncident {
  readonly text: string;
  readonly breaks: readonly string[];
}

/**
 * Runs the scenario and writes into `breaks` what does not hold: a law that breaks stops a run, so that one run after the other finds
 * the next. What is made from guesses need not reproduce the incident; that it passes only says that the file is sound.
 */
export async function tryIncident(
  incident: Incident,
  naming: { readonly scenario: string; readonly log: string },
): Promise<TriedIncident> {
  let breaks: readonly string[] = [];
  for (let tries = 0; tries < MOST_RUNS; tries++) {
    const text = incidentScenario(incident, { ...naming, breaks });
    const [result] = await runScenario(text);
    if (result === undefined) throw new Error('a scenario without variants');
    const { verdict } = result;
    switch (verdict.kind) {
      case 'passed':
        return { text, breaks };
      case 'failed':
        breaks = verdict.checks.filter(({ held }) => !held).map(({ name }) => name);
        break;
      case 'broken':
        breaks = [...breaks, brokenLaw(verdict.cause)];
        break;
      default:
        verdict satisfies never;
    }
  }
  throw new Error('the breaks of the incident do not settle');
}

function brokenLaw(cause: BrokenCause): string {
  if (cause.kind === 'law-broken') return cause.breach.law;
  throw new Error(
    cause.kind === 'crashed' || cause.kind === 'policy-failed' ? cause.message : 'the run cannot be repeated',
  );
}

/** More than there are laws, and two for the expectations. */
const MOST_RUNS = 20;
