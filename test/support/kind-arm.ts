import { execFileSync } from 'node:child_process';
import { describe, it } from 'vitest';

/** What the kind arm runs on. */
export interface KindArm {
  readonly cluster: string;
  readonly nodeImage: string;
  readonly agentImage: string;
}

const ARM: KindArm = {
  cluster: 'poolproof-test',
  nodeImage: process.env.POOLPROOF_KIND_NODE_IMAGE ?? 'poolproof/kind-node:v1.20.2',
  agentImage: process.env.POOLPROOF_AGENT_IMAGE ?? 'poolproof/agent-node:20',
};

/** Tests on a real kind cluster; where there can be none the report says that they did not run, and why. */
export function describeOnKind(name: string, tests: (arm: KindArm) => void): void {
  const why = missing();
  if (why === null) describe(name, () => tests(ARM));
  else
    describe(name, () => {
      it('was not run: there is no kind here', (test) => test.skip(why));
    });
}

function missing(): string | null {
  if (!answers('docker', ['version'])) return 'docker does not answer';
  if (!answers('kind', ['version'])) return 'kind is not installed';
  for (const image of [ARM.nodeImage, ARM.agentImage]) {
    if (!answers('docker', ['image', 'inspect', image])) return `this machine has no image ${image}`;
  }
  return null;
}

function answers(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
