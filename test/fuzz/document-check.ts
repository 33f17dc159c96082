import { LawBroken } from '../../src/engine/laws/law.ts';
import { LAWS, type LawName } from '../../src/engine/laws/law-catalogue.ts';
import { EVERYTHING, planSuite } from '../../src/experiment/plan-suite.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { SeriesConditions } from '../../src/measure/series-conditions.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { loadScenario, type ScenarioDocument } from '../../src/scenario/load.ts';
import { formatProblem, type Problem } from '../../src/scenario/problem.ts';
import { simulate } from '../../src/sim/run.ts';
import { markedByEditor } from '../support/editor-schema.ts';

/** `refused`: with problems; `cut`: sound, and its run was stopped at the limit of events; `ran`: to its end. */
export type Outcome = 'refused' | 'ran' | 'cut' | 'stopped by a law';

const MAX_EVENTS = 3000;
const MAX_VARIANTS = 2;

/** Thrown into a run that has gone on for long enough. */
class Enough extends Error {}

/**
 * What must hold of any text: `validate` ends, with problems that can be shown or with variants that can be run; a text that is sound is
 * not marked by editors. Throws where it does not hold.
 */
export function checkDocument(text: string): Outcome {
  const { variants, problems } = planSuite([{ file: 'a.yaml', text }], EVERYTHING);
  if (Object.keys(Object.prototype).length > 0)
    throw new Error(`a prototype was reached: ${Object.keys(Object.prototype)}`);
  for (const problem of problems) checkProblem(problem, text);
  if (problems.length > 0) {
    if (variants.length > 0) throw new Error('variants of a text that has problems');
    return 'refused';
  }
  const { document } = loadScenario(text, 'a.yaml', { set: [] });
  if (document === null) throw new Error('neither a document nor problems');
  if (document.modes?.includes('sim') !== false && variants.length !== document.variants.length)
    throw new Error('a variant is missing');
  const marks = markedByEditor(text);
  if (marks.length > 0) throw new Error(`an editor marks a sound text: ${marks.slice(0, 5).join('; ')}`);
  return runSome(document);
}

function checkProblem(problem: Problem, text: string): void {
  const lines = text.split(/\r?\n/);
  const isPlaced = problem.line >= 1 && problem.line <= lines.length && problem.column >= 1;
  if (!isPlaced || problem.column > lines[problem.line - 1]!.length + 1) {
    throw new Error(`a problem is nowhere: ${problem.line}:${problem.column} ${problem.message}`);
  }
  const shown = formatProblem(problem).split('\n');
  if (shown.length !== 4 || problem.id === '' || problem.remedy === '' || /undefined|\[object/.test(problem.message)) {
    throw new Error(`a problem cannot be shown: ${JSON.stringify(problem)}`);
  }
}

function runSome(document: ScenarioDocument): Outcome {
  let outcome: Outcome = 'ran';
  for (const { name } of document.variants.slice(0, MAX_VARIANTS)) {
    const compiled = compileScenario(document, { variant: name, replication: 0 });
    if ('problems' in compiled) throw new Error('a sound document did not compile');
    let words = 0;
    const count = (): void => {
      if (++words > MAX_EVENTS) throw new Enough();
    };
    try {
      const series = new SeriesTracker(compiled.scenario);
      const counter = { event: count, note: count, command: count, fact: count, instantEnded: count };
      simulate(compiled.scenario, [series, counter], new SeriesConditions(series));
    } catch (error) {
      if (error instanceof LawBroken && mayBreak(error.breach.law)) outcome = 'stopped by a law';
      else if (error instanceof Enough) outcome = 'cut';
      else throw error;
    }
  }
  return outcome;
}

/** Laws of quality hold where the pool promises them; one of safety is known to break after a restart with the historical slot sync. */
const mayBreak = (law: LawName): boolean => LAWS[law].kind !== 'safety' || law === 'busy-survives';
