import type { Command, DeleteCause } from '../../engine/command.ts';
import type { EngineEvent } from '../../engine/event.ts';
import type { Fact } from '../../engine/fact.ts';
import type { PodId, PoolId } from '../../engine/ids.ts';
import type { Note } from '../../engine/note.ts';
import type { Observer } from '../../engine/observer.ts';

/** What a pod is, or waits for. */
export type PodState =
  /** Asked for and not seen yet. */
  | 'requested'
  /** No node yet. */
  | 'unscheduled'
  /** No node has room. */
  | 'unschedulable'
  /** On a node: its image is pulled, its containers start. */
  | 'starting'
  /** It runs, and its agent has never connected. */
  | 'agent-absent'
  | 'connected'
  | 'disconnected'
  | 'terminating'
  | 'failed'
  | 'succeeded'
  | 'gone';

export interface PodStep {
  readonly at: number;
  readonly state: PodState;
  /** What the cluster or the server said of it, if anything. */
  readonly reason: string | null;
}

/** One pod's way through its states; times in ms since the run began. */
export class PodStory {
  readonly pod: PodId;
  readonly pool: PoolId;
  readonly steps: PodStep[] = [];
  cordoned = false;
  deleteCause: DeleteCause | null = null;
  phase: 'requested' | 'pending' | 'running' | 'failed' | 'succeeded' | 'gone' = 'requested';
  scheduled = false;
  hasNoRoom = false;
  terminating = false;
  agent: 'absent' | 'connected' | 'disconnected' = 'absent';

  constructor(pod: PodId, pool: PoolId) {
    this.pod = pod;
    this.pool = pool;
  }

  get last(): PodStep {
    return this.steps.at(-1) as PodStep;
  }

  /** When it entered its present state. */
  get since(): number {
    const { state } = this.last;
    const before = this.steps.findLastIndex((step) => step.state !== state);
    return (this.steps[before + 1] as PodStep).at;
  }

  /** A new state or a new reason is a step. */
  settle(at: number, reason: string | null): void {
    const state = stateOf(this);
    const last = this.steps.at(-1);
    if (last !== undefined && last.state === state && (reason === null || last.reason === reason)) return;
    this.steps.push({ at, state, reason });
  }
}

function stateOf(story: PodStory): PodState {
  if (story.phase === 'gone' || story.phase === 'failed' || story.phase === 'succeeded') return story.phase;
  if (story.terminating) return 'terminating';
  if (story.phase === 'requested') return 'requested';
  if (story.phase === 'running') return story.agent === 'absent' ? 'agent-absent' : story.agent;
  if (story.hasNoRoom) return 'unschedulable';
  return story.scheduled ? 'starting' : 'unscheduled';
}

/** The stories of the pods that exist, and of one that may be gone. Life and connections are the world's truth. */
export class PodStories implements Observer {
  readonly #stories = new Map<PodId, PodStory>();
  readonly #kept: PodId | null;

  constructor(kept: PodId | null) {
    this.#kept = kept;
  }

  find(pod: PodId): PodStory | undefined {
    return this.#stories.get(pod);
  }

  /** In order of their creation. */
  of(pool: PoolId): readonly PodStory[] {
    return [...this.#stories.values()].filter((story) => story.pool === pool && story.phase !== 'gone');
  }

  command(command: Command): void {
    if (command.kind === 'pod.create') this.#open(command.pod, command.pool, command.at);
    else if (command.kind === 'pod.delete')
      this.#change(command.pod, command.at, (story) => {
        story.deleteCause = command.cause;
      });
  }

  event(event: EngineEvent): void {
    if (event.kind === 'pod.changed') {
      this.#change(
        event.pod,
        event.at,
        (story) => {
          story.scheduled ||= event.scheduled;
        },
        event.reason,
      );
    } else if (event.kind === 'pod.createFailed') {
      const { pod, at, reason, certain } = event;
      this.#change(
        pod,
        at,
        (story) => {
          if (certain && story.phase === 'requested') story.phase = 'gone';
        },
        reason,
      );
    }
  }

  note(note: Note): void {
    if (note.kind !== 'pod.cordoned') return;
    this.#change(note.pod, note.at, (story) => {
      story.cordoned = note.cordoned;
    });
  }

  fact(fact: Fact): void {
    switch (fact.kind) {
      case 'pod.up':
        this.#open(fact.pod, fact.pool, fact.at).phase = 'pending';
        return this.#change(fact.pod, fact.at, () => {});
      case 'pod.phase':
        return this.#change(fact.pod, fact.at, (story) => {
          if (fact.phase === 'terminating') story.terminating = true;
          else story.phase = fact.phase;
        });
      case 'pod.scheduled':
      case 'pod.unschedulable':
        return this.#change(fact.pod, fact.at, (story) => {
          story.scheduled = fact.kind === 'pod.scheduled';
          story.hasNoRoom = !story.scheduled;
        });
      case 'agent.up':
      case 'agent.down':
        return this.#change(fact.pod, fact.at, (story) => {
          story.agent = fact.kind === 'agent.up' ? 'connected' : 'disconnected';
        });
      case 'pod.down':
        return this.#change(fact.pod, fact.at, (story) => {
          story.phase = 'gone';
        });
      default:
        return;
    }
  }

  /** A second command under the same name asks for the same pod. */
  #open(pod: PodId, pool: PoolId, at: number): PodStory {
    const known = this.#stories.get(pod);
    if (known !== undefined && known.phase !== 'gone') return known;
    const story = known ?? new PodStory(pod, pool);
    story.phase = 'requested';
    this.#stories.set(pod, story);
    story.settle(at, null);
    return story;
  }

  #change(pod: PodId, at: number, change: (story: PodStory) => void, reason: string | null = null): void {
    const story = this.#stories.get(pod);
    if (story === undefined) return;
    change(story);
    story.settle(at, reason);
    if (story.phase === 'gone' && pod !== this.#kept) this.#stories.delete(pod);
  }
}
