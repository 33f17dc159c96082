export type ArrivalsKind = 'poisson' | 'every' | 'burst' | 'stages' | 'cron' | 'mmpp' | 'weekly' | 'closed';

/** How one kind of arrivals is written, and what it means. */
export interface ArrivalsDescription {
  readonly summary: string;
  readonly example: string;
}

/** What `arrivals` may hold. */
export const ARRIVALS: Readonly<Record<ArrivalsKind, ArrivalsDescription>> = {
  poisson: {
    summary: 'Independent arrivals at a constant rate.',
    example: '{ poisson: 30/h }',
  },
  every: {
    summary: 'One arrival after every period; the first after one period unless startAt says when.',
    example: '{ every: 15m }',
  },
  burst: {
    summary: 'A number of arrivals, evenly spread over a time.',
    example: '{ burst: { at: 30m, count: 80, over: 5s } }',
  },
  stages: {
    summary:
      'Independent arrivals at a rate that goes in straight lines from stage to stage: none before the first stage, constant after the last. Times count from the start of the run; two stages of one instant are a jump.',
    example: '{ stages: [ { at: 0s, rate: 0/h }, { at: 10m, rate: 240/h }, { at: 40m, rate: 60/h } ] }',
  },
  cron: {
    summary:
      "One arrival at each time of a schedule: minute, hour, day of the month, month and weekday on the scenario's clock. A time that the clock skips comes when it jumps, a time that comes twice counts once, the first time.",
    example: '{ cron: "0 9 * * Mon-Fri" }',
  },
  mmpp: {
    summary:
      'Independent arrivals at a rate that changes at random (Markov-modulated Poisson process): states follow one another in a cycle from the first, and each lasts an exponential time of the given mean.',
    example: '{ mmpp: { states: [ { rate: 10/h, for: 2h }, { rate: 300/h, for: 10m } ] } }',
  },
  weekly: {
    summary:
      "Independent arrivals at a rate that follows the hours of the week on the scenario's clock: the mean of a whole week, spread by 24 weights of the hours from midnight on and 7 weights of the days from Monday on; a list that is left out makes them all alike.",
    example:
      '{ weekly: { mean: 30/h, hours: [1, 1, 1, 1, 1, 2, 4, 8, 16, 20, 20, 18, 12, 18, 20, 20, 16, 10, 6, 4, 3, 2, 1, 1], days: [10, 11, 11, 10, 8, 1, 1] } }',
  },
  closed: {
    summary:
      'A number of users who each think, submit a task, wait until it is over, and think again. They start amid thinking, or with `start: at-once` all submit their first task when the entry begins. What they draw does not depend on the pool, when they submit does.',
    example: '{ closed: { users: 40, think: { exponential: { mean: 10m } } } }',
  },
};
