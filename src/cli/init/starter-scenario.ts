/** What `poolproof init` writes: a scenario that passes, with a comment on each part of the language it uses. */
export const STARTER_SCENARIO = `# A first scenario. It says what the pool is, what work arrives, what goes wrong and what must hold.
#   poolproof run       runs it and judges it: same file and seed, same run, byte for byte
#   poolproof validate  checks the file alone and shows each mistake with its line and remedy
# Durations carry a unit (250ms, 30s, 5m, 2h, 1d), rates too (30/h), ratios go from 0 to 1.

scenario: first-pool
about: An office hour on a small pool that loses a pod half-way.
seed: 1                            # all chance of the run comes from here; try others with --seed

run:
  warmup: 10m                      # simulated, not measured
  duration: 1h                     # measured; arrivals stop at its end
  drain: { timeout: 30m }          # then the run goes on until the work is done

pool:
  min: 1                           # pods
  max: 6
  agent: { slots: 4, rule: apply-one-of-n }    # four tasks at once in a pod, one of them an apply
  pods:                            # how long a pod takes; \`poolproof distributions\` lists what chance there is
    schedule: 1s
    start: { lognormal: { median: 20s, p95: 50s } }
    connect: { uniform: [1s, 4s] }
  autoscaler:
    policy: slot-utilization       # \`poolproof policies\` lists the others, and their parameters
    with: { scaleUpAbove: 0.8 }    # the policy's own parameters; what is left out has its default

profiles:                          # what a kind of task needs, drawn when it arrives
  change:
    type: plan_and_apply           # two phases, with a person's yes between them
    plan: { lognormal: { median: 40s, p95: 4m } }
    confirm: { exponential: { mean: 3m } }
    apply: { gamma: { mean: 90s, shape: 2 } }
    fail: 0.02                     # of a hundred phases two fail
  preview: { type: plan, plan: { empirical: [20s, 25s, 31s, 60s, 95s] } }

workload:
  - arrivals: { poisson: 60/h }    # independent people: about one task a minute
    profile: { change: 0.6, preview: 0.4 }
  - arrivals: { burst: { at: 30m, count: 12, over: 5s } }    # a pull request that touches twelve workspaces
    profile: preview

faults:                            # \`poolproof faults\` lists all
  - { kind: pod-failure, at: 40m, pick: oldest }

expect:                            # every sentence must come true; \`poolproof metrics\` lists what can be measured
  - { name: the pool stays within its limits, always: { pods: "<= 6" } }
  - { name: the pool grows for the burst, after: 30m, within: 5m, eventually: { pods.connected: ">= 2" } }
  - { name: hardly anybody waits long, metric: { wait.p95: "< 4m" } }
  - { name: no task is lost, metric: { tasks.lost: 0 } }

variants:                          # each is a run of its own, with some fields changed
  enough: {}
  too-small:                       # passes because exactly the expectations it names fail
    about: With one pod, a burst has nowhere to go.
    set: { pool.max: 1 }
    breaks: [the pool grows for the burst, hardly anybody waits long]
`;
