import { Stage } from '../../../src/sim/stage.ts';
import { World } from '../../../src/sim/world.ts';
import { HOUR, smallScenario } from '../small-runs.ts';
import type { Arm } from './arm.ts';

/** The simulated world: time is its calendar. */
export const simulatedArm: Arm = {
  async open(written, engine) {
    const stage = new Stage([engine]);
    const world = new World(stage, smallScenario(written));
    stage.open(engine, world);
    engine.open((command) => stage.perform(command));
    world.open();
    const { calendar } = stage;
    return {
      async pass(what, isSo) {
        while (!isSo()) {
          if (calendar.nextAt > HOUR) throw new Error(`an hour passed in vain: ${what()}`);
          if (calendar.nextAt > stage.now) stage.endInstant();
          stage.now = calendar.nextAt;
          calendar.next();
          world.happen(calendar.kind, calendar.subject, calendar.detail);
        }
      },
      async close() {},
    };
  },
};
