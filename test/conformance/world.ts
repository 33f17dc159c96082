import type { Arm } from '../support/conformance/arm.ts';
import { conformanceOfAgents } from './agents.ts';
import { playsIn } from './plays.ts';
import { conformanceOfPods } from './pods.ts';
import { conformanceOfServer } from './server.ts';
import { conformanceOfWork } from './work.ts';

/** What every world owes the engine: one body of tests, asked of the simulation and of real clusters alike. */
export function conformance(arm: Arm): void {
  const plays = playsIn(arm);
  conformanceOfPods(plays);
  conformanceOfWork(plays);
  conformanceOfAgents(plays);
  conformanceOfServer(plays);
}
