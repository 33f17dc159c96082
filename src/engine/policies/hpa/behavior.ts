import type { ParameterDescription } from '../../policy.ts';

/** `spec.behavior` of an HPA in flat parameters; every duration in ms. What a direction's two policies allow is in `rate-limit.ts`. */
export interface BehaviorParameters {
  /** `none` = the HPA has no `behavior`: a fixed limit upward, and only the controller's window downward. */
  readonly behavior: 'rules' | 'none';
  readonly scaleUpWindow: number;
  readonly scaleUpPods: number;
  readonly scaleUpPodsPeriod: number;
  readonly scaleUpPercent: number;
  readonly scaleUpPercentPeriod: number;
  readonly scaleUpSelect: SelectPolicy;
  readonly scaleDownWindow: number;
  readonly scaleDownPods: number;
  readonly scaleDownPodsPeriod: number;
  readonly scaleDownPercent: number;
  readonly scaleDownPercentPeriod: number;
  readonly scaleDownSelect: SelectPolicy;
}

export type SelectPolicy = 'Max' | 'Min' | 'Disabled';

/** `scaleUp` or `scaleDown`. */
export interface ScalingRules {
  readonly windowMs: number;
  /** At most so many pods, or per cent of the pods, within a period; 0 = there is no such policy. */
  readonly pods: number;
  readonly podsPeriodMs: number;
  readonly percent: number;
  readonly percentPeriodMs: number;
  readonly select: SelectPolicy;
}

export const upRules = (parameters: BehaviorParameters): ScalingRules => ({
  windowMs: parameters.scaleUpWindow,
  pods: parameters.scaleUpPods,
  podsPeriodMs: parameters.scaleUpPodsPeriod,
  percent: parameters.scaleUpPercent,
  percentPeriodMs: parameters.scaleUpPercentPeriod,
  select: parameters.scaleUpSelect,
});

export const downRules = (parameters: BehaviorParameters): ScalingRules => ({
  windowMs: parameters.scaleDownWindow,
  pods: parameters.scaleDownPods,
  podsPeriodMs: parameters.scaleDownPodsPeriod,
  percent: parameters.scaleDownPercent,
  percentPeriodMs: parameters.scaleDownPercentPeriod,
  select: parameters.scaleDownSelect,
});

/**
 * The defaults are those of the API (k/k pkg/apis/autoscaling/v2/defaults.go @ 1adaa753): up without a window, 4 pods or 100 % in 15 s, the greater;
 * down with the controller's window of 300 s, 100 % in 15 s. So is the range of periods and windows: at most half an hour and an hour.
 */
export const behaviorParameters = (behavior: BehaviorParameters['behavior']): readonly ParameterDescription[] => [
  {
    name: 'behavior',
    kind: 'choice',
    default: behavior,
    choices: ['rules', 'none'],
    summary:
      'With the rules below, or as an HPA without `behavior`: at most max(2 × replicas, 4) at a time, and of the rules scaleDownWindow alone.',
  },
  ...direction('Up', { window: 0, pods: 4 }),
  ...direction('Down', { window: 300_000, pods: 0 }),
];

function direction(
  name: 'Up' | 'Down',
  defaults: { readonly window: number; readonly pods: number },
): readonly ParameterDescription[] {
  const verb = name === 'Up' ? 'added' : 'removed';
  const extreme = name === 'Up' ? 'lowest' : 'highest';
  const period = { kind: 'duration', default: 15_000, min: 1000, max: 1_800_000 } as const;
  return [
    {
      name: `scale${name}Window`,
      kind: 'duration',
      default: defaults.window,
      min: 0,
      max: 3_600_000,
      summary: `Stabilization: the ${extreme} recommendation of so long counts.`,
    },
    {
      name: `scale${name}Pods`,
      kind: 'count',
      default: defaults.pods,
      summary: `Pods ${verb} at most within scale${name}PodsPeriod; 0 = no such policy.`,
    },
    { name: `scale${name}PodsPeriod`, ...period, summary: `Period of scale${name}Pods.` },
    {
      name: `scale${name}Percent`,
      kind: 'count',
      default: 100,
      summary: `Per cent of the pods ${verb} at most within scale${name}PercentPeriod; 0 = no such policy.`,
    },
    { name: `scale${name}PercentPeriod`, ...period, summary: `Period of scale${name}Percent.` },
    {
      name: `scale${name}Select`,
      kind: 'choice',
      default: 'Max',
      choices: ['Max', 'Min', 'Disabled'],
      summary: `Which of the two policies holds: the one that allows most, the one that allows least, or nothing is ${verb}.`,
    },
  ];
}
