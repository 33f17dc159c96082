import { describe } from 'vitest';
import { simulatedArm } from '../support/conformance/simulated-arm.ts';
import { conformance } from './world.ts';

describe('the simulated world', () => conformance(simulatedArm));
