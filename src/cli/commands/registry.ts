import type { Command } from '../command.ts';
import { arrivals } from './arrivals.ts';
import { cluster } from './cluster.ts';
import { compare } from './compare.ts';
import { completion } from './completion.ts';
import { distributions } from './distributions.ts';
import { explain } from './explain.ts';
import { faults } from './faults.ts';
import { fuzz } from './fuzz.ts';
import { importCommand } from './import.ts';
import { init } from './init.ts';
import { merge } from './merge.ts';
import { metrics } from './metrics.ts';
import { policies } from './policies.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { tune } from './tune.ts';
import { validate } from './validate.ts';
import { verify } from './verify.ts';

/** All commands in the order of the help. A new one = one file, one line here, one test. */
export const COMMANDS: readonly Command[] = [
  run,
  compare,
  tune,
  fuzz,
  merge,
  validate,
  replay,
  explain,
  report,
  verify,
  cluster,
  init,
  importCommand,
  policies,
  faults,
  metrics,
  distributions,
  arrivals,
  completion,
];
