import type { EngineEvent, PodPhase } from '../../../src/engine/event.ts';
import type { Fact } from '../../../src/engine/fact.ts';
import type { StreamRecord } from '../records.ts';

/**
 * What is wrong with the order in which a world said things, one sentence each: rules that hold in any world and for any commands, whatever
 * the scenario is.
 */
export function unlawful(words: readonly StreamRecord[]): readonly string[] {
  const wrong: string[] = [];
  const pods = new Map<number, PodState>();
  const podOf = (pod: number): PodState => {
    const known = pods.get(pod) ?? new PodState();
    pods.set(pod, known);
    return known;
  };
  const answers = new Map<number, string[]>();
  let now = 0;
  for (const word of words) {
    if ('note' in word) continue;
    const told = 'event' in word ? word.event : 'fact' in word ? word.fact : word.command;
    const complain = (what: string): unknown => wrong.push(`${what}: ${JSON.stringify(told)}`);
    if (told.at < now) complain(`time went back from ${now}`);
    now = Math.max(now, told.at);
    if ('command' in word) continue;
    if ('fact' in word) {
      if ('pod' in word.fact) checkFact(podOf(word.fact.pod), word.fact, complain);
      continue;
    }
    const { event } = word;
    // Nobody was told what happened to connections while the server was down.
    if (event.kind === 'server.restarted') for (const pod of pods.values()) pod.isConnected = false;
    if ('pod' in event) checkPodEvent(podOf(event.pod), event, complain);
    if ('attempt' in event) {
      const before = answers.get(event.attempt) ?? [];
      checkAnswer(before, event, complain);
      answers.set(event.attempt, [...before, event.kind]);
    }
  }
  return wrong;
}

class PodState {
  // In truth.
  truth: 'none' | 'up' | 'running' | 'ended' | 'down' = 'none';
  isTerminating = false;
  isAgentUp = false;
  wasAgentUp = false;
  readonly working = new Set<number>();
  readonly worked = new Set<number>();
  // As told.
  phase: PodPhase = 'pending';
  isScheduled = false;
  isGone = false;
  isConnected = false;
  wasConnected = false;
  isRegistered = false;
}

type PodFact = Extract<Fact, { readonly pod: unknown }>;
type Complain = (what: string) => unknown;

function checkFact(pod: PodState, fact: PodFact, complain: Complain): void {
  if (pod.truth === 'down') complain('after the end of the pod');
  if (pod.truth === 'none' && fact.kind !== 'pod.up') complain('of a pod that is not up');
  switch (fact.kind) {
    case 'pod.up':
      if (pod.truth !== 'none') complain('up twice');
      pod.truth = 'up';
      break;
    case 'pod.phase':
      if (fact.phase === 'terminating') {
        if (pod.isTerminating) complain('terminating twice');
        pod.isTerminating = true;
      } else if (fact.phase === 'running') {
        if (pod.truth !== 'up') complain('running, and was not just up');
        pod.truth = 'running';
      } else {
        if (pod.truth === 'ended') complain('ended twice');
        pod.truth = 'ended';
      }
      break;
    case 'pod.down':
      if (pod.isAgentUp) complain('down before its agent');
      if (pod.working.size > 0) complain('down before its work');
      pod.truth = 'down';
      break;
    case 'agent.up':
      if (pod.isAgentUp || pod.truth !== 'running') complain('an agent up where none can be');
      pod.isAgentUp = true;
      pod.wasAgentUp = true;
      break;
    case 'agent.down':
      if (!pod.isAgentUp) complain('an agent down that was not up');
      pod.isAgentUp = false;
      break;
    case 'phase.began':
      // At time zero work goes on that its agent's hello is still to tell of.
      if ((!pod.wasAgentUp && fact.at > 0) || pod.truth !== 'running') complain('work begins where nobody is');
      if (pod.worked.has(fact.attempt)) complain('an attempt begins twice');
      pod.working.add(fact.attempt);
      pod.worked.add(fact.attempt);
      break;
    case 'phase.ended':
      if (!pod.working.delete(fact.attempt)) complain('work ends that does not go on');
      break;
  }
}

type PodEvent = Extract<EngineEvent, { readonly pod: unknown }>;

function checkPodEvent(pod: PodState, event: PodEvent, complain: Complain): void {
  // A pod that is deleted once more is told of once more.
  if (pod.isGone && event.kind !== 'pod.gone') complain('of a pod that is gone');
  switch (event.kind) {
    case 'pod.changed':
      if (pod.truth === 'none') complain('a change of a pod that is not up');
      if (ORDER[event.phase] < ORDER[pod.phase]) complain(`back from ${pod.phase}`);
      if (pod.isScheduled && !event.scheduled) complain('no longer scheduled');
      pod.phase = event.phase;
      pod.isScheduled = event.scheduled;
      break;
    case 'pod.gone':
      if (pod.isConnected) complain('gone before its agent was disconnected');
      pod.isGone = true;
      break;
    case 'agent.connected':
      if (!pod.isAgentUp) complain('an agent connects that is not up');
      if (pod.isConnected) complain('connected twice');
      pod.isConnected = true;
      pod.wasConnected = true;
      break;
    case 'agent.registered':
      if (!pod.wasConnected || pod.isRegistered) complain('registered before it was connected, or twice');
      pod.isRegistered = true;
      break;
    case 'agent.disconnected':
      if (!pod.isConnected || pod.isAgentUp) complain('disconnected, and was not connected or still is');
      if (event.lastBeatAt > event.at) complain('a beat in the future');
      pod.isConnected = false;
      break;
    case 'agent.silent':
    case 'agent.heard':
      if (event.lastBeatAt > event.at) complain('a beat in the future');
      break;
  }
}

const ORDER: Readonly<Record<PodPhase, number>> = { pending: 0, running: 1, succeeded: 2, failed: 2 };

type Answer = Extract<EngineEvent, { readonly attempt: unknown }>;

function checkAnswer(before: readonly string[], { kind }: Answer, complain: Complain): void {
  if (before.includes(kind)) complain('said twice');
  const isOver = before.some((earlier) => earlier === 'task.planned' || earlier === 'task.finished');
  if (isOver) complain('after the result');
  if (kind === 'task.accepted' && before.length > 0) complain('accepted after it was answered');
}
