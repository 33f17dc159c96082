import { readFileSync } from 'node:fs';

/** The built agent program, one file; the same way leads to it from every built file of the command line. */
export const agentProgram = (): string => readFileSync(new URL('../real/agent/agent.js', import.meta.url), 'utf8');
