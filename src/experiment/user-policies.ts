import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { guardedPolicy } from '../engine/guarded-policy.ts';
import { programPolicy } from '../engine/policy-program.ts';
import * as messages from '../scenario/messages.ts';
import { asPolicy, policyMistakes } from '../scenario/policy-definition.ts';
import { type FoundPolicy, ownPolicies, type PolicyLookup } from '../scenario/policy-lookup.ts';
import { policyWord } from '../scenario/policy-word.ts';
import type { Sentence } from '../scenario/problem.ts';
import { lineIn, noteModule } from './own-process.ts';
import { noteUse } from './used-files.ts';

/**
 * The policies that a text in `folder` may name: ours, modules by their path from there, and programs that are run there. In any thread. To be asked inside
 * `withPolicies`, which loads modules; outside of it those that are loaded are known.
 */
export const policiesIn =
  (folder: string): PolicyLookup =>
  (written) => {
    const word = policyWord(written);
    switch (word.kind) {
      case 'name':
        return ownPolicies(written);
      case 'module':
        return moduleAt(resolve(folder, word.path), word.path);
      case 'program':
        return word.command === null
          ? refused(messages.programWithoutCommand(written))
          : programIn(resolve(folder), word.command, written);
    }
  };

/** Those of a scenario file. */
export const policiesBeside = (scenarioFile: string): PolicyLookup => policiesIn(dirname(resolve(scenarioFile)));

/**
 * Does what looks policies up. Scenarios are decoded in one go and modules are loaded asynchronously: so it is tried, what it lacked is
 * loaded, and it is tried again. With our own policies alone, or modules that are loaded, it is done once.
 */
export async function withPolicies<T>(attempt: () => T): Promise<T> {
  for (;;) {
    lacking.clear();
    isAttempt = true;
    let done: { readonly result: T } | null = null;
    try {
      done = { result: attempt() };
    } catch (error) {
      if (lacking.size === 0) throw error;
    } finally {
      isAttempt = false;
    }
    if (done !== null && lacking.size === 0) return done.result;
    for (const [path, written] of [...lacking]) await load(path, written);
  }
}

interface Loaded {
  /** Size, time of change and number on the disk: another one is another module. */
  readonly version: string;
  readonly found: FoundPolicy;
}

const loaded = new Map<string, Loaded>();
/** What the present attempt asked for and is not loaded: how it was written, by path. */
const lacking = new Map<string, string>();
let isAttempt = false;

function moduleAt(path: string, written: string): FoundPolicy {
  noteUse(path);
  const version = versionOf(path, written);
  if (typeof version !== 'string') return refused(version);
  const known = loaded.get(path);
  if (known?.version === version) return known.found;
  if (!isAttempt) {
    if (known !== undefined) return known.found;
    throw new Error(`${written} was looked up outside of withPolicies`);
  }
  lacking.set(path, written);
  return refused();
}

async function load(path: string, written: string): Promise<void> {
  const version = versionOf(path, written);
  if (typeof version === 'string') loaded.set(path, { version, found: await imported(path, written) });
}

function versionOf(path: string, written: string): string | Sentence {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() ? `${stat.size} ${stat.mtimeNs} ${stat.ino}` : messages.fileIsFolder(written);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return messages.policyFileMissing(written);
    return messages.fileUnreadable(written, code ?? message);
  }
}

async function imported(path: string, written: string): Promise<FoundPolicy> {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  let exported: unknown;
  noteModule(path, shown(path));
  try {
    // A module that has changed is another one to the module cache, too.
    const module = await unlessStuck(import(/* @vite-ignore */ `${pathToFileURL(path).href}?sha256=${sha256}`));
    exported = defaultOf(module);
  } catch (error) {
    return refused(importSentence(path, written, error));
  }
  const mistakes = policyMistakes(written, exported);
  if (mistakes.length > 0) return refused(...mistakes);
  return {
    kind: 'found',
    policy: guardedPolicy(asPolicy(exported)),
    module: { path: shown(path), sha256 },
    program: null,
  };
}

/** Rejects once nothing is left that could end it: Node would take that for the end of the program. */
function unlessStuck<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stuck = (): void => reject(new Error('its top-level await waits for what never comes'));
    process.once('beforeExit', stuck);
    work.finally(() => process.off('beforeExit', stuck)).then(resolve, reject);
  });
}

/** A module that was compiled to CommonJS has its default within what Node takes for the default. */
function defaultOf(module: { readonly default?: unknown }): unknown {
  const exported = module.default;
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported;
  return isCompiled && 'default' in exported ? exported.default : exported;
}

/** Whether it can be started at all is found out before the first run. */
function programIn(folder: string, command: readonly string[], written: string): FoundPolicy {
  // `python3 mine.py`: the words that name files, as the program will find them.
  for (const word of command) if (!isAbsolute(word)) noteUse(resolve(folder, word));
  const [name = ''] = command;
  const candidates = name.includes('/')
    ? [resolve(folder, name)]
    : (process.env.PATH ?? '').split(delimiter).map((each) => join(each, name));
  const files = candidates.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  if (files.length === 0) return refused(messages.programNotFound(name));
  if (!files.some(isExecutable)) return refused(messages.programNotExecutable(name));
  return { kind: 'found', policy: programPolicy(written), module: null, program: { command, folder } };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function importSentence(path: string, written: string, error: unknown): Sentence {
  const { code } = error as NodeJS.ErrnoException;
  const isTypeScript = ['.ts', '.mts', '.cts'].includes(extname(path));
  if (isTypeScript && code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return messages.policyNotJavascript(written, process.versions.node);
  if (!(error instanceof Error)) return messages.policyModuleFails(written, String(error));
  const line = lineIn(path, error);
  const where = line === null ? '' : ` (line ${line})`;
  return messages.policyModuleFails(written, `${error.name}: ${error.message.split('\n')[0]}${where}`);
}

const refused = (...sentences: readonly Sentence[]): FoundPolicy => ({ kind: 'refused', sentences });

/** From the working directory, where it lies below it: the same in every checkout. */
function shown(path: string): string {
  const below = relative('', path);
  return (below.startsWith('..') ? path : below).split(sep).join('/');
}
