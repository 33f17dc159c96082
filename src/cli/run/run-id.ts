import { randomBytes } from 'node:crypto';

/** Lower-case letters and digits, at most 20: sorted by time, and never the same twice. */
export const runId = (): string => `r${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;
