import { readFileSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node';
import { SLEEP } from '../../../src/real/agent/settings.ts';
import { startRunClock } from '../../../src/real/run-clock.ts';
import { RunCluster } from '../../../src/real/run-cluster.ts';
import { Stage } from '../../../src/real/stage.ts';
import { World } from '../../../src/real/world.ts';
import { smallScenario } from '../small-runs.ts';
import { until } from '../until.ts';
import type { Arm } from './arm.ts';

export interface RealArmSettings {
  readonly config: KubeConfig;
  /** Of this machine, where pods can connect to. */
  readonly host: string;
  readonly image: string;
  /** Begins the names of its runs; at most 16 characters. */
  readonly name: string;
}

/** A real cluster: time is the clock's, ten times as fast. `settings` are asked for when the first world is opened. */
export function realArm(settings: () => RealArmSettings): Arm {
  let worlds = 0;
  return {
    async open(written, engine) {
      const { config, host, image, name } = settings();
      worlds += 1;
      const runId = `${name}-${worlds}`;
      const scenario = smallScenario(written);
      const clock = startRunClock({ timeScale: TIME_SCALE, isHeld: true });
      const stage = new Stage({
        clock,
        observers: [engine],
        failed: (error) => engine.faults.push(String(error)),
        settled: () => {},
      });
      const world = new World(stage, scenario, clock);
      stage.open(engine, world);
      engine.open((command) => stage.perform(command));
      const log: string[] = [];
      const program = readFileSync(new URL('../../../dist/real/agent/agent.js', import.meta.url), 'utf8');
      const listen = { host, port: 0 };
      const setup = {
        config,
        runId,
        namespace: null,
        image,
        program,
        listen,
        machines: null,
        work: SLEEP,
        watchCalls: () => {},
      };
      const cluster = await RunCluster.open(scenario, world, { ...setup, log: (line) => log.push(line) });
      const close = async (): Promise<void> => {
        world.timers.close();
        stage.close();
        await cluster.close();
        if (cluster.left.length > 0) throw new Error(`left in the cluster: ${cluster.left.join(', ')}`);
      };
      try {
        await cluster.prepare(scenario, world, new AbortController().signal);
        cluster.begin(world);
        clock.begin();
      } catch (error) {
        await close();
        throw error;
      }
      return { pass: async (what, isSo) => void (await until(() => `${what()}\n${log}`, isSo, WITHIN_MS)), close };
    },
  };
}

const TIME_SCALE = 10;
/** Wall ms. */
const WITHIN_MS = 45_000;
