import { definePolicy, hold, scaleTo } from 'poolproof';

/**
 * One pod per pending or running task: the formula of the built-in `pending-plus-running`, as a module. Try it:
 *
 *     poolproof run scenarios/steady-office-day.yaml --policy ./examples/policies/active-tasks.js
 */
export default definePolicy({
  name: 'active-tasks',
  summary: 'One pod per pending or running task, as a module.',
  decide(signals) {
    const { pending, running } = signals.tasks;
    const pods = signals.pods.count;
    if (pending === null) {
      const reason = { rule: 'unavailable', text: 'the task store did not answer', figures: { running, pods } };
      return { decision: hold(reason), memory: null };
    }
    const activeTasks = pending + running;
    const reason = {
      rule: 'active',
      text: `${pending} pending and ${running} running tasks need an agent each`,
      figures: { activeTasks, pending, running, pods },
    };
    return { decision: scaleTo(signals, activeTasks, reason), memory: null };
  },
});
