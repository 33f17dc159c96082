import type { AnyModifier } from '../modifier.ts';
import { clamp } from './clamp.ts';
import { cooldown } from './cooldown.ts';
import { headroom } from './headroom.ts';
import { predictiveFloor } from './predictive-floor.ts';
import { rateLimit } from './rate-limit.ts';
import { schedule } from './schedule.ts';
import { stabilization } from './stabilization.ts';
import { tolerance } from './tolerance.ts';

/** All modifiers by name. A new one = one file, one line here, one test. */
export const MODIFIERS: Readonly<Record<string, AnyModifier>> = Object.fromEntries(
  [clamp, cooldown, stabilization, rateLimit, tolerance, headroom, schedule, predictiveFloor].map((modifier) => [
    modifier.name,
    modifier,
  ]),
);
