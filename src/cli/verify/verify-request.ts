import { EVERYTHING, type SuiteChoice } from '../../experiment/plan-suite.ts';
import { fragmentOverrides } from '../fragment.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { overridesOf } from '../overrides.ts';
import { type ClusterRequest, clusterRequest, timeScaleOf } from '../run/cluster-request.ts';
import { UsageError } from '../usage-error.ts';

/** What `poolproof verify` was asked to do, checked as far as the command line alone can tell. */
export interface VerifyRequest {
  readonly patterns: readonly string[];
  readonly choice: SuiteChoice;
  /** Where the real run comes from. */
  readonly world: ClusterRequest | RecordedWorld;
  readonly replications: number;
  readonly tolerance: number;
  /** File of the fragment to write. */
  readonly calibrate: string | null;
  readonly journal: string | null;
  readonly reportFolder: string | null;
  readonly json: boolean;
}

export interface RecordedWorld {
  readonly mode: 'journal';
  readonly file: string;
  /** Of the run, for a journal that does not say it; null = the scenario's own. */
  readonly timeScale: number | null;
}

export function verifyRequest(given: GivenArguments): VerifyRequest {
  const recorded = given.text('from-journal');
  const cluster = clusterRequest(given);
  if (recorded === null && cluster === null)
    throw new UsageError(
      'verify needs a real run to compare with',
      'say --mode kind, --mode cluster or --from-journal FILE',
    );
  if (recorded !== null && cluster !== null)
    throw new UsageError('--from-journal and --mode both say where the real run comes from', 'give one of them');
  const replications = given.count('replications') ?? 1;
  const journal = given.text('journal');
  if (recorded !== null && replications > 1)
    throw new UsageError('a journal is of one run', 'leave out --replications, or --from-journal');
  if (recorded !== null && journal !== null)
    throw new UsageError('there is a journal already', 'leave out --journal, or --from-journal');
  if (journal !== null && replications > 1)
    throw new UsageError('--journal is for one run', 'leave out --journal, or --replications');
  return {
    patterns: given.files,
    choice: {
      ...EVERYTHING,
      mode: cluster?.mode ?? 'sim',
      // What is typed last wins.
      set: [...fragmentOverrides(given.text('with')), ...overridesOf(given.list('set'))],
      seed: given.text('seed'),
      variant: given.text('variant'),
      replications,
    },
    world: cluster ?? { mode: 'journal', file: recorded ?? '', timeScale: timeScaleOf(given) },
    replications,
    tolerance: given.share('tolerance') ?? DEFAULT_TOLERANCE,
    calibrate: given.text('calibrate'),
    journal,
    reportFolder: given.text('report'),
    json: given.flag('json'),
  };
}

const DEFAULT_TOLERANCE = 0.1;
