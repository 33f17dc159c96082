/**
 * A test runner for Stryker that loads the sources and the tests once and then tries one mutant after another in the same process.
 * The runner for Vitest starts a worker for every mutant and loads everything anew: a second and more, where the tests that a mutant reaches
 * take a few milliseconds. It can be, because the tests of the engine have no hooks and no module of it keeps anything between two runs.
 * A mutant that never ends is ended after so many steps, which are the same on any machine.
 *
 * The tests are the ones that `vitest` runs: its own collector reads them, so `describe`, `test.each` and `expect` mean the same.
 */
import { relative, resolve } from 'node:path';
import { collectTests, getFn, getHooks } from '@vitest/runner';
import { glob } from 'tinyglobby';
import { register } from 'tsx/esm/api';
import { judges } from './judges.js';

/** @type {import('@vitest/runner').VitestRunner['config']} */
const settings = {
  root: process.cwd(),
  setupFiles: [],
  name: undefined,
  passWithNoTests: false,
  testNamePattern: undefined,
  allowOnly: false,
  sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
  chaiConfig: undefined,
  maxConcurrency: 1,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  retry: 0,
  includeTaskLocation: false,
  diffOptions: undefined,
  tags: [],
  tagsFilter: undefined,
  strictTags: false,
};

class InProcessRunner {
  /** What the instrumented sources look at: which mutant is on; where they note what they reach. */
  stryker = globalThis.__stryker__ ?? {};
  tests = [];
  /** How often the present test came by a place that could be a mutant. */
  #steps = 0;

  /** Nothing needs loading anew: mutants that act while a module loads are left out (`ignoreStatic`). */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    globalThis.__stryker__ = this.stryker;
    register();
    const paths = await glob(judges.include, { ignore: judges.exclude });
    const files = await collectTests(
      paths.toSorted().map((path) => ({ filepath: resolve(path), testLocations: undefined, fileTags: [] })),
      { config: settings, importFile: (path) => import(path) },
    );
    for (const file of files) {
      const error = file.result?.errors?.[0];
      if (error !== undefined) throw new Error(`${file.name}: ${error.message}`);
      this.tests.push(...testsOf(file, ''));
    }
  }

  /** Runs every test and notes which mutants each reaches. */
  async dryRun() {
    const results = [];
    for (const test of this.tests) {
      this.stryker.currentTestId = test.id;
      results.push(await outcome(test));
    }
    this.stryker.currentTestId = undefined;
    return { status: 'complete', tests: results, mutantCoverage: this.stryker.mutantCoverage };
  }

  /** The tests that reach the mutant, in the order given, to the first that fails. */
  async mutantRun({ activeMutant, testFilter }) {
    const wanted = new Set(testFilter);
    const tests = this.tests.filter(({ id }) => wanted.has(id));
    try {
      for (const [at, test] of tests.entries()) {
        this.#activate(activeMutant.id);
        const { status, failureMessage } = await outcome(test);
        if (this.#steps > STEPS_MAX) return { status: 'timeout', reason: 'it never ends' };
        if (status === FAILED) return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests: at + 1 };
      }
      return { status: 'survived', nrOfTests: tests.length };
    } finally {
      this.#activate(undefined);
    }
  }

  /** The sources ask for the active mutant wherever one could be, so a loop that never ends asks without end. */
  #activate(id) {
    this.#steps = 0;
    Object.defineProperty(this.stryker, 'activeMutant', {
      configurable: true,
      get: () => {
        this.#steps += 1;
        if (this.#steps > STEPS_MAX) throw new Error('it never ends');
        return id;
      },
    });
  }
}

/** Many times what the longest test takes. */
const STEPS_MAX = 20_000_000;

/** Stryker's numbers for how a test ended. */
const PASSED = 0;
const FAILED = 1;

async function outcome({ id, name, fileName, run }) {
  const started = performance.now();
  const result = { id, name, fileName };
  try {
    await run();
    return { ...result, status: PASSED, timeSpentMs: performance.now() - started };
  } catch (error) {
    const failureMessage = error instanceof Error ? error.message : String(error);
    return { ...result, status: FAILED, failureMessage, timeSpentMs: performance.now() - started };
  }
}

function testsOf(suite, prefix) {
  if (Object.values(getHooks(suite)).some((hooks) => hooks.length > 0))
    throw new Error(`${suite.name}: tests that judge mutants have no hooks`);
  return suite.tasks.flatMap((task) => {
    const name = `${prefix} ${task.name}`.trim();
    if (task.type === 'suite') return testsOf(task, name);
    if (task.mode !== 'run') return [];
    return [
      {
        id: `${relative(process.cwd(), task.file.filepath)}#${name}`,
        name,
        fileName: task.file.filepath,
        run: getFn(task),
      },
    ];
  });
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }];
