import { definePolicy, hold, scaleTo } from 'poolproof';

/**
 * As many pods as the active tasks need at a wished share of busy slots, approached by a few pods at a time. It has parameters and
 * remembers its last decision. Node 22.18 and newer load it as it is; for Node 20 compile it:
 *
 *     npx tsc --module nodenext --target es2023 examples/policies/step-toward.ts
 *     poolproof run monday.yaml --policy ./examples/policies/step-toward.js
 */
export default definePolicy({
  name: 'step-toward',
  summary: 'Pods for the active tasks at a wished share of busy slots, a few at a time.',
  parameters: [
    { name: 'busyShare', kind: 'ratio', default: 0.8, min: 0.1, summary: 'Share of slots that should be busy.' },
    { name: 'step', kind: 'count', default: 2, min: 1, summary: 'Most pods added or removed at once.' },
    { name: 'pause', kind: 'duration', default: 60_000, summary: 'Least time from a change to the next removal.' },
  ],
  initialMemory: () => ({ changedAt: Number.NEGATIVE_INFINITY }),
  decide(signals, memory, { busyShare, step, pause }) {
    const { pending, running } = signals.tasks;
    const { count } = signals.pods;
    if (pending === null) {
      const reason = { rule: 'unavailable', text: 'the task store did not answer', figures: { pods: count } };
      return { decision: hold(reason), memory };
    }
    const active = pending + running;
    const wanted = Math.ceil(active / (signals.slotsPerPod * busyShare));
    const figures = { active, wanted, pods: count };
    if (wanted < count && signals.now - memory.changedAt < pause)
      return {
        decision: hold({ rule: 'pause', text: 'the last change is too young to remove pods', figures }),
        memory,
      };
    const next = Math.min(Math.max(wanted, count - step), count + step);
    const text = `${active} active tasks want ${wanted} pods: ${next} now`;
    return {
      decision: scaleTo(signals, next, { rule: 'step', text, figures }),
      memory: next === count ? memory : { changedAt: signals.now },
    };
  },
});
