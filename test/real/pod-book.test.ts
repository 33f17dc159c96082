import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { PodBook } from '../../src/real/pod-book.ts';
import { POD_LABEL, RUN_LABEL } from '../../src/real/pod-names.ts';
import { startRunClock } from '../../src/real/run-clock.ts';

const POD = podId(0);

it('takes an agent that connects for proof that its pod runs, whatever its kubelet said before', () => {
  const told: string[] = [];
  const book = new PodBook({
    clock: startRunClock({ timeScale: 1 }),
    runId: 'run',
    pools: ['pool'],
    tell: (event) => told.push(event.kind === 'pod.changed' ? `changed ${event.phase}` : event.kind),
    fact: (fact) => told.push(fact.kind === 'pod.phase' ? `fact ${fact.phase}` : `fact ${fact.kind}`),
  });
  const known = book.add(POD, poolId(0));
  const pod = (phase: string): V1Pod => ({
    metadata: { name: known.name, uid: 'uid', labels: { [RUN_LABEL]: 'run', [POD_LABEL]: 'pod-000000' } },
    spec: { nodeName: 'node', containers: [] },
    status: { phase },
  });
  book.seen(known, pod('Pending'));
  book.provenRunning(POD);
  book.seen(known, pod('Pending'));
  expect(book.view([pod('Pending')], poolId(0), book.listing())).toMatchObject([{ phase: 'running', scheduled: true }]);
  book.seen(known, pod('Running'));
  book.provenRunning(POD);
  book.seen(known, pod('Failed'));
  expect(told).toEqual([
    'fact pod.up',
    'changed pending',
    'fact running',
    'changed running',
    'fact failed',
    'changed failed',
  ]);
});

it('takes the time at which a kubelet says that a pod began for one of the run, whatever that clock shows', () => {
  const HOUR = 3_600_000;
  // In scenario time: asked for at 600 s, listed at 1200 s. The kubelet says 900 s, an hour before the run, an hour after the list.
  for (const [saidMs, taken] of [
    [90_000, 900_000],
    [-HOUR, 600_000],
    [120_000 + HOUR, 1_200_000],
  ] as const) {
    let wall = 0;
    const clock = startRunClock({ timeScale: 10, monotonicMs: () => wall });
    const book = new PodBook({ clock, runId: 'run', pools: ['pool'], tell: () => {}, fact: () => {} });
    wall = 60_000;
    const known = book.add(POD, poolId(0));
    const pod = (phase: string, startedAt: Date | null): V1Pod => ({
      metadata: { name: known.name, uid: 'uid', labels: { [RUN_LABEL]: 'run', [POD_LABEL]: 'pod-000000' } },
      spec: { nodeName: 'node', containers: [] },
      status: {
        phase,
        containerStatuses:
          startedAt === null
            ? []
            : [{ name: 'x', image: '', imageID: '', ready: true, restartCount: 0, state: { running: { startedAt } } }],
      },
    });
    book.seen(known, pod('Pending', null));
    wall = 120_000;
    // The watch has not told yet.
    const list = [pod('Running', new Date(clock.epochMs(0) + saidMs))];
    expect(book.view(list, poolId(0), book.listing())).toMatchObject([{ createdAt: 600_000, runningAt: taken }]);
  }
});

it('shows a pool its own pods only, whatever a list holds', () => {
  const clock = startRunClock({ timeScale: 1 });
  const book = new PodBook({ clock, runId: 'run', pools: ['one', 'other'], tell: () => {}, fact: () => {} });
  const pods = [0, 1].map((pool): V1Pod => {
    const { name } = book.add(podId(pool), poolId(pool));
    const labels = { [RUN_LABEL]: 'run', [POD_LABEL]: `pod-00000${pool}` };
    return { metadata: { name, uid: name, labels }, status: { phase: 'Running' } };
  });
  for (const pool of [0, 1])
    expect(book.view(pods, poolId(pool), book.listing()).map(({ pod }) => pod)).toEqual([podId(pool)]);
});
