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
