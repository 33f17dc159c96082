/** A sound scenario that uses every section of the language, and most of what they may hold. */
export const EVERY_SECTION = `scenario: monday-morning
labels: [ci]
seed: 42
clock: { start: 2026-01-05T08:50:00, timezone: Europe/Berlin }
run: { warmup: 10m, duration: 2h, drain: { timeout: 30m } }
pool:
  min: 1
  max: 20
  agent: { slots: 4, rule: apply-one-of-n, heartbeat: { every: 30s } }
  pods: { start: &start { lognormal: { median: 20s, p95: 50s } }, connect: { uniform: [1s, 4s] }, init: *start, requests: { cpu: 500m, memory: 1Gi } }
  latency: { accept: 5ms, report: { exponential: { mean: 10ms } } }
  autoscaler: { policy: slot-utilization, with: { scaleUpAbove: 0.8 }, modifiers: [ { cooldown: 5m }, { rate-limit: { up: 4, period: 1m } }, { schedule: [ { days: [Mon], from: "08:00", to: "09:59", pods: 3 } ] } ] }
  dispatch: { retry: { send: [1s, 2s] } }
  freeze: [ { days: [Sat, 7], from: "22:00", to: "05:59" } ]
cluster: { nodes: { count: 3, max: 9, capacity: { cpu: 16, memory: 64Gi } }, autoscaler: { scaleDownAfter: 5m } }
workspaces: { count: 20, pick: { zipf: 1.1 } }
profiles:
  change: { type: plan_and_apply, plan: 40s, confirm: never, apply: { gamma: { mean: 90s, shape: 2 } }, fail: 0.02 }
  preview: { type: plan, plan: { mixture: [ { weight: 1, of: 3s }, { weight: 2, of: { empirical: [1s, 2s] } } ] } }
workload:
  - { arrivals: { poisson: 30/h }, profile: { change: 0.6, preview: 0.4 } }
  - { name: rush, arrivals: { burst: { at: 30m, count: 8, over: 5s } }, profile: preview, workspaces: [a, b] }
  - { arrivals: { stages: [ { at: 0s, rate: 0/h }, { at: 10m, rate: 240/h } ] }, profile: change }
  - { arrivals: { cron: "*/20 9-17 * 1,Feb Mon-Fri" }, profile: preview, until: 1h }
  - { arrivals: { mmpp: { states: [ { rate: 10/h, for: 2h }, { rate: 300/h, for: 10m } ] } }, profile: preview }
  - { arrivals: { weekly: { mean: 30/h, days: [1, 2, 2, 2, 1, 0, 0] } }, profile: preview }
  - { arrivals: { closed: { users: 4, think: 10m, start: at-once } }, profile: change }
  - tasks: [ { id: t, count: 2, at: 0s, workspace: "w-{n}", type: plan, plan: 60s } ]
initial:
  pods: [ { state: connected, slots: [ { running: t8 }, { reserved: t9 }, idle ] } ]
  tasks: [ { id: t8, workspace: w, type: plan, plan: 4s }, { id: t9, workspace: w, type: plan_and_apply, apply: 6s } ]
people: [ { at: 12m, cancel: t-1 }, { at: 15m, lock: a, for: 10m }, { at: 18m, unfreeze: { until: 1h } } ]
faults:
  - { at: 20m, for: 5m, kind: api-error, on: { verb: create, resource: pods }, status: 503, rate: 0.3 }
  - { every: { exponential: { mean: 1h } }, kind: pod-failure, pick: random }
  - { from: 40m, until: 42m, kind: disconnect-agents, share: 0.5, reconnect: { uniform: [1s, 30s] } }
expect:
  - { name: small, always: { pods: "<= 20", task.t-1.status: "!= failed" } }
  - { metric: { wait.p95: "< 45s" } }
variants: { before: { set: { pool.autoscaler.policy: pending-only, pool.autoscaler.with: null, faults.0.rate: 1 }, breaks: [small] }, after: {} }
`;
