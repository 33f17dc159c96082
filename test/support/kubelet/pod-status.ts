import type { ContainerPart } from './pod-spec.ts';

/** Where a container is; a kubelet's status is made of these. */
export type ContainerState =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | {
      readonly terminated: {
        readonly exitCode: number;
        readonly reason: string;
        readonly startedAt: string;
        readonly finishedAt: string;
      };
    };

export interface PodState {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly states: ReadonlyMap<string, ContainerState>;
  readonly startTime: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The status that a kubelet would write. */
export function podStatus(containers: readonly ContainerPart[], state: PodState): object {
  const { phase, states, startTime, reason, message } = state;
  const isReady = phase === 'Running';
  const condition = (type: string, isTrue: boolean): object => ({
    type,
    status: isTrue ? 'True' : 'False',
    lastTransitionTime: startTime,
  });
  return {
    phase,
    startTime,
    hostIP: '127.0.0.1',
    ...(phase === 'Pending' ? {} : { podIP: '127.0.0.1' }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', isReady),
      condition('Ready', isReady),
    ],
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      restartCount: 0,
      ready: isReady,
      started: isReady,
      state: states.get(name) ?? { waiting: { reason: 'ContainerCreating' } },
    })),
  };
}
