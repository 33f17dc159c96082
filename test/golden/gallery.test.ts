import { describe, expect, test } from 'vitest';
import { LAW_NAMES } from '../../src/engine/laws/law-catalogue.ts';
import { sha256 } from '../../src/experiment/sha256.ts';
import { Fingerprint } from '../../src/measure/fingerprint.ts';
import { SeriesTracker } from '../../src/measure/series.ts';
import { SeriesConditions } from '../../src/measure/series-conditions.ts';
import { simulate } from '../../src/sim/run.ts';
import { goldenFingerprints, shippedScenario } from '../support/gallery.ts';

const LEARNS_FOR_WEEKS = 'policies/predictive-learns.yaml';

const golden = Object.entries(goldenFingerprints())
  .map(([key, fingerprint]) => {
    const [file = '', variant = ''] = key.split(' > ');
    return { file, variant, fingerprint };
  })
  // Those in no folder are days and months: `.ci/run` compares them with the rest, through the program.
  .filter(({ file }) => file.includes('/') && file !== LEARNS_FOR_WEEKS);

describe('a shipped scenario does what it did, and breaks the laws that it names', () => {
  test.each(golden)('$file > $variant', ({ file, variant, fingerprint }) => {
    const scenario = shippedScenario(file, variant);
    const done = new Fingerprint(scenario, sha256());
    const series = scenario.faults.some(({ trigger }) => trigger !== null) ? new SeriesTracker(scenario) : null;
    const end =
      series === null ? simulate(scenario, [done]) : simulate(scenario, [series, done], new SeriesConditions(series));
    expect(end.breaches.map(({ law }) => law).toSorted()).toEqual(
      scenario.breaks.filter((name) => LAW_NAMES.some((law) => law === name)).toSorted(),
    );
    expect(done.digest()).toBe(fingerprint);
  });
});
