import type { Attachments } from '../scenario/attachment.ts';
import { loadScenario, type ScenarioDocument } from '../scenario/load.ts';
import type { PolicyLookup } from '../scenario/policy-lookup.ts';
import { attachedFiles } from './attached-files.ts';
import type { PlannedVariant } from './plan-suite.ts';
import { policiesBeside } from './user-policies.ts';

/** By what they were read from, that of the latest job last. */
const kept = new Map<string, ScenarioDocument>();
/** Comparisons take turns. */
const MOST_KEPT = 8;

/**
 * The document of a job; null if it is sound no longer. Replications, and the policies of a comparison, have the same one, and reading it can
 * take as long as a run: it is kept, unless it names files of the user's, which may change.
 */
export function documentOf(planned: PlannedVariant): ScenarioDocument | null {
  const { file, text, variant, choice } = planned;
  const key = JSON.stringify([file, variant, choice.set, text]);
  const known = kept.get(key);
  kept.delete(key);
  const { document, namesFiles } = known === undefined ? read(planned) : { document: known, namesFiles: false };
  if (document === null || namesFiles) return document;
  kept.set(key, document);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return document;
}

function read({ file, text, variant, choice }: PlannedVariant) {
  let namesFiles = false;
  const [files, named] = [attachedFiles(file), policiesBeside(file)];
  const attachments: Attachments = (path) => {
    namesFiles = true;
    return files(path);
  };
  const policies: PolicyLookup = (written) => {
    const found = named(written);
    namesFiles ||= found.kind === 'refused' || found.module !== null || found.program !== null;
    return found;
  };
  const only = (name: string): boolean => name === variant;
  const { document } = loadScenario(text, file, { set: choice.set, only, attachments, policies });
  return { document, namesFiles };
}
