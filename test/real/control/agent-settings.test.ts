import { describe, expect, it } from 'vitest';
import { jitterOf } from '../../../src/real/agent/jitter.ts';
import { readSettings } from '../../../src/real/agent/settings.ts';

const GIVEN = {
  POOLPROOF_URL: 'ws://172.18.0.1:4000/control',
  POOLPROOF_TOKEN_FILE: '/var/run/poolproof/token',
  POD_NAME: 'run-pool-pod-000001',
  POD_UID: 'b1b2',
  POOLPROOF_SLOTS: '3',
  POOLPROOF_BEAT_MS: '500',
};

describe('the settings of the agent program', () => {
  it('are few that must be given; the others have defaults', () => {
    expect(readSettings(GIVEN)).toEqual({
      url: 'ws://172.18.0.1:4000/control',
      tokenFile: '/var/run/poolproof/token',
      podName: 'run-pool-pod-000001',
      podUid: 'b1b2',
      slots: 3,
      beatMs: 500,
      connectDelayMs: 0,
      reconnectMs: 200,
      work: 'sleep',
      command: [],
      maxTasks: Number.POSITIVE_INFINITY,
      frozen: false,
      zombie: false,
      exitCode: null,
    });
  });

  it('are all taken', () => {
    const more = {
      POOLPROOF_CONNECT_DELAY_MS: 'never',
      POOLPROOF_RECONNECT_MS: '50',
      POOLPROOF_WORK: 'command',
      POOLPROOF_COMMAND: '["terraform","plan"]',
      POOLPROOF_MAX_TASKS: '1',
      POOLPROOF_FAULTS: 'freeze,zombie',
      POOLPROOF_EXIT_CODE: '0',
    };
    expect(readSettings({ ...GIVEN, ...more })).toMatchObject({
      connectDelayMs: Number.POSITIVE_INFINITY,
      reconnectMs: 50,
      work: 'command',
      command: ['terraform', 'plan'],
      maxTasks: 1,
      frozen: true,
      zombie: true,
      exitCode: 0,
    });
  });

  const wrong: readonly [change: Record<string, string>, problem: string][] = [
    [{ POOLPROOF_URL: 'http://x' }, 'POOLPROOF_URL must be as ws://host:port/path, or with wss, not "http://x"'],
    [{ POOLPROOF_URL: 'ws://[' }, 'POOLPROOF_URL must be as ws://host:port/path, or with wss, not "ws://["'],
    [{ POOLPROOF_SLOTS: '0' }, 'POOLPROOF_SLOTS must be a whole number from 1 to 256, not "0"'],
    [{ POOLPROOF_SLOTS: '2.5' }, 'POOLPROOF_SLOTS must be a whole number from 1 to 256, not "2.5"'],
    [{ POOLPROOF_EXIT_CODE: '256' }, 'POOLPROOF_EXIT_CODE must be a whole number from 0 to 255, not "256"'],
    [
      { POOLPROOF_CONNECT_DELAY_MS: 'soon' },
      'POOLPROOF_CONNECT_DELAY_MS must be a whole number from 0 to 2147483647 or never, not "soon"',
    ],
    [{ POOLPROOF_WORK: 'nap' }, 'POOLPROOF_WORK must be one of sleep, cpu, command, not "nap"'],
    [
      { POOLPROOF_WORK: 'command', POOLPROOF_COMMAND: 'terraform plan' },
      'POOLPROOF_COMMAND must be a JSON list of words, as ["node","job.js"], not "terraform plan"',
    ],
    [
      { POOLPROOF_WORK: 'command', POOLPROOF_COMMAND: '["a\\u0000b"]' },
      'POOLPROOF_COMMAND must be a JSON list of words, as ["node","job.js"], not "[\\"a\\\\u0000b\\"]"',
    ],
    [{ POOLPROOF_FAULTS: 'sleepy' }, 'POOLPROOF_FAULTS may list freeze and zombie, not "sleepy"'],
  ];
  it.each(wrong)('refuse %j', (change, problem) => {
    expect(readSettings({ ...GIVEN, ...change })).toEqual({ problems: [problem] });
  });
});

describe('the jitter of the pauses between attempts to connect', () => {
  it('differs between pods, is spread over the whole range, and is the same for the same pod', () => {
    const draws = Array.from({ length: 1000 }, (_, pod) => jitterOf(`uid-${pod}`)());
    expect(new Set(draws).size).toBeGreaterThan(990);
    // Uniform: mean 1/2, standard error of the mean 1 / sqrt(12 · 1000) = 0.009; five of them.
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.046);
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    expect(jitterOf('uid-1')()).toBe(jitterOf('uid-1')());
  });
});
