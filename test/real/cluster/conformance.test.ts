import { afterAll, beforeAll } from 'vitest';
import { conformance } from '../../conformance/world.ts';
import { realArm } from '../../support/conformance/real-arm.ts';
import { ProcessKubelet } from '../../support/process-kubelet.ts';
import { configOf } from '../../support/real-pods.ts';
import { describeWithControlPlane } from '../../support/with-control-plane.ts';

describeWithControlPlane('the real world, with pods that are processes', ({ admin }) => {
  let kubelet: ProcessKubelet;
  beforeAll(async () => {
    kubelet = await ProcessKubelet.start({ access: admin, node: 'conformance' });
  });
  afterAll(() => kubelet.close());

  conformance(realArm(() => ({ config: configOf(admin), host: '127.0.0.1', image: 'node:20', name: 'conform' })));
});
