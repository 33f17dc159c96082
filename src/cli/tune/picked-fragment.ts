import { readFileSync, statSync } from 'node:fs';
import { writeFileAtomically } from '../../experiment/atomic-file.ts';
import { briefOf } from '../../experiment/brief.ts';
import type { PolicyResult } from '../../experiment/compare/policy-comparison.ts';
import { NOTHING_MORE } from '../../experiment/measured-run.ts';
import { planSuite } from '../../experiment/plan-suite.ts';
import { compileJob } from '../../experiment/run-job.ts';
import type { PlannedTuning } from '../../experiment/tune/plan-tuning.ts';
import { tunedFragment } from '../../experiment/tune/tuned-fragment.ts';
import type { TuningResult } from '../../experiment/tune/tuning-result.ts';
import { meanText, unitOf } from '../../report/compare/compare-figures.ts';
import { policyWord } from '../../scenario/policy-word.ts';
import { counted } from '../counted.ts';
import { fragmentOverrides } from '../fragment.ts';
import { checkOutputs } from '../output-files.ts';
import { UsageError } from '../usage-error.ts';
import { VERSION } from '../version.ts';

/** Asked before anything runs. Another tuning's fragment may be overwritten, as a report is; what somebody wrote may not. */
export function checkPickedTarget(file: string, inputs: readonly string[]): void {
  checkOutputs([{ option: '--out', path: file }], inputs);
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile || FOUND_BY_US.test(readFileSync(file, 'utf8'))) return;
  throw new UsageError(
    `${file} is there already, and tune did not write it`,
    'move the file away, or name another with --out',
  );
}

const FOUND_BY_US = /^# Found by poolproof \S+ tune\.$/m;

/** Writes the picked setting as `--with` takes it; false = the variant sets the policy itself, and would win over it. */
export function writePickedFragment(
  file: string,
  { base, policy, word, space }: PlannedTuning,
  result: TuningResult,
  picked: PolicyResult,
): boolean {
  const { pools } = picked.brief!;
  const { parameters } = pools[0]!;
  const figures = [result.wait, result.cost].map((name) => {
    const unit = unitOf(result.comparison, name);
    return `${name} ${meanText(picked, name, unit)}${unit.name === '' ? '' : ` ${unit.name}`}`;
  });
  const text = tunedFragment(
    {
      policy,
      word,
      parameters,
      searched: space.ranges.map(({ parameter }) => parameter.name),
      pools: pools.map(({ name }) => name),
    },
    base,
    [
      `${figures.join(', ')}: means of ${counted(picked.runs, 'replication')} of ${base.scenario} > ${base.variant}, seed ${base.seed}.`,
      `Found by poolproof ${VERSION} tune.`,
    ],
  );
  writeFileAtomically(file, text);
  const choice = { ...base.choice, set: [...base.choice.set, ...fragmentOverrides(file)], variant: base.variant };
  const [planned] = planSuite([base], choice).variants;
  if (planned === undefined) return false;
  const job = { planned, replication: 0, collect: NOTHING_MORE, checkDeterminism: false, journal: null };
  // A program has another path from there.
  const nameOf = (name: string): string => (policyWord(name).kind === 'program' ? 'program' : name);
  const told = (of: typeof pools): string => JSON.stringify(of.map((pool) => [nameOf(pool.policy), pool.parameters]));
  return told(briefOf(compileJob(job)).pools) === told(pools);
}
