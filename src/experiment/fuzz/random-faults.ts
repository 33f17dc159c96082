import type { FaultKind } from '../../scenario/fault-catalogue.ts';
import type { Draw } from './draw.ts';

/** Faults rage for a while; then the world heals, and the work must get done (`settles`). */
export function randomFaults(
  draw: Draw,
  spanS: number,
  kinds: readonly FaultKind[],
): readonly Record<string, unknown>[] {
  // Each document knows a few kinds only: what one fault does is not always buried under another.
  const chosen = kinds.filter(() => draw.chance(0.3));
  if (chosen.length === 0 && kinds.length > 0) chosen.push(draw.pick(kinds));
  if (chosen.length === 0) return [];
  return draw.list(draw.pick([1, 1, 2, 2, 3, 5]), () => randomFault(draw, spanS, draw.pick(chosen)));
}

function randomFault(draw: Draw, spanS: number, kind: FaultKind): Record<string, unknown> {
  const at = draw.int(0, spanS);
  const point = { kind, at: `${at}s` };
  const window = { ...point, for: draw.seconds(1, 240) };
  switch (kind) {
    case 'slow-start':
    case 'slow-schedule':
      return { ...window, delay: draw.seconds(1, 120), ...some(draw) };
    case 'late-connect':
      return { ...window, delay: draw.seconds(1, 400), ...some(draw) };
    case 'never-connects':
      return { ...window, count: draw.int(1, 2) };
    case 'unschedulable':
    case 'unpullable-image':
    case 'crash-at-start':
      return { ...window, count: draw.int(1, 2) };
    case 'beats-lost':
    case 'zombie':
      return { ...window, ...victims(draw) };
    case 'agent-restart':
      return { ...point, ...victims(draw), reconnect: draw.seconds(0, 60) };
    case 'slow-api':
      return { ...window, on: { verb: draw.pick(VERBS), resource: 'pods' }, delay: draw.seconds(1, 40) };
    case 'quota':
      return { ...window, pods: draw.int(0, 2) };
    case 'stuck-terminating':
    case 'stale-list':
    case 'watch-gap':
    case 'server-pause':
      return window;
    case 'node-paused':
    case 'node-drain':
      return { ...window, pick: 'random' };
    case 'node-lost':
      return { ...point, pick: 'random' };
    case 'pod-failure':
    case 'pod-success':
    case 'pod-eviction':
    case 'agent-lost':
      return { ...point, ...victims(draw) };
    case 'disconnect-agents':
      return { ...point, ...victims(draw), reconnect: draw.chance(0.1) ? 'never' : draw.seconds(0, 400) };
    case 'store-query':
      return {
        ...window,
        query: draw.pick(['pending', 'unblocked', 'capacity']),
        mode: draw.pick(['error', 'zero']),
      };
    case 'server-restart':
      return { ...point, down: draw.seconds(0, 60), reconnect: draw.seconds(0, 60) };
    case 'api-error':
      return {
        ...window,
        on: { verb: draw.pick(VERBS), resource: 'pods' },
        status: draw.pick([403, 409, 429, 500, 503, 504]),
        ...(draw.chance(0.5) ? { rate: 0.5 } : {}),
      };
    case 'slot-conflict':
      return { ...window, ...(draw.chance(0.5) ? { rate: 0.5 } : {}) };
  }
}

const VERBS = ['create', 'delete', 'list'];

const some = (draw: Draw): Record<string, unknown> => (draw.chance(0.5) ? { count: draw.int(1, 2) } : {});

const victims = (draw: Draw): Record<string, unknown> => ({
  pick: draw.pick(['random', 'oldest', 'youngest', 'all', 'idle', 'busy']),
  ...(draw.chance(0.3) ? { count: draw.int(1, 2) } : {}),
});
