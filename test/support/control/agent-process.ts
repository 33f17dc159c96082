import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type ControlBench, nameOf, uidOf } from './control-bench.ts';

/** The built program; `npm test` builds it first. */
export const AGENT = fileURLToPath(new URL('../../../dist/real/agent/agent.js', import.meta.url));

/** A copy outside of this package, as a ConfigMap would put it into a pod. Anybody may read it. */
export function mounted(folder: string, name = 'agent.js'): string {
  const file = join(folder, name);
  chmodSync(folder, 0o755);
  copyFileSync(AGENT, file);
  chmodSync(file, 0o444);
  return file;
}

export interface AgentProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; err: string }>;
}

export interface AgentProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own flags. */
  readonly flags?: readonly string[];
  /** User and group id to run as. */
  readonly user?: number;
}

/** The real program as a process of its own, with the environment that its pod would give it and nothing of ours. Killed with the test. */
export function agentProcess(
  bench: ControlBench,
  pod: number,
  { env = {}, flags = [], user }: AgentProcessOptions = {},
): AgentProcess {
  const token = bench.tokenFile(pod % 2);
  return start([...flags, mounted(bench.folder, `agent-${pod}.js`)], user, {
    POOLPROOF_URL: bench.server.url,
    POOLPROOF_TOKEN_FILE: token,
    POD_NAME: nameOf(pod),
    POD_UID: uidOf(pod),
    POOLPROOF_SLOTS: '4',
    POOLPROOF_BEAT_MS: '50',
    POOLPROOF_RECONNECT_MS: '10',
    ...env,
  });
}

/** The program with nothing in its environment. */
export const bareAgentProcess = (file: string): AgentProcess => start([file], undefined, {});

function start(line: readonly string[], user: number | undefined, env: Readonly<Record<string, string>>): AgentProcess {
  const child = spawn(process.execPath, line, {
    cwd: '/',
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Awaited<AgentProcess['ended']>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, err }));
  });
  return { child, ended };
}
