import type { AnyPolicy } from '../policy.ts';
import { arcHraBusy } from './arc/arc-hra-busy.ts';
import { arcHraQueue } from './arc/arc-hra-queue.ts';
import { arcScaleset } from './arc/arc-scaleset.ts';
import { baseStock } from './base-stock/base-stock.ts';
import { blindStep } from './blind-step.ts';
import { buildkiteAgentScaler } from './buildkite/agent-scaler.ts';
import { buildkiteAgentStack } from './buildkite/agent-stack.ts';
import { capacityAware } from './capacity-aware.ts';
import { gitlabMachineIdle } from './gitlab/machine-idle.ts';
import { gitlabPausePods } from './gitlab/pause-pods.ts';
import { gitlabTaskscalerLike } from './gitlab/taskscaler-like.ts';
import { hcpAgentPool } from './hcp/hcp-agent-pool.ts';
import { hpaCpu } from './hpa/cpu.ts';
import { hpaExternalAverage } from './hpa/external-average.ts';
import { hpaExternalValue } from './hpa/external-value.ts';
import { jenkinsK8sNodelay } from './jenkins/k8s-nodelay.ts';
import { jenkinsStandard } from './jenkins/standard.ts';
import { kedaScaledJobAccurate } from './keda/scaledjob-accurate.ts';
import { kedaScaledJobCustom } from './keda/scaledjob-custom.ts';
import { kedaScaledJobDefault } from './keda/scaledjob-default.ts';
import { kedaScaledJobEager } from './keda/scaledjob-eager.ts';
import { kedaScaledObject } from './keda/scaledobject.ts';
import { knativeKpa } from './knative/knative-kpa.ts';
import { pendingOnly } from './pending-only.ts';
import { pendingPlusRunning } from './pending-plus-running.ts';
import { slotUtilization } from './slot-utilization.ts';
import { slotUtilizationUnfixed } from './slot-utilization-unfixed.ts';
import { backlogGrowth } from './theory/backlog-growth.ts';
import { delayedOff } from './theory/delayed-off.ts';
import { erlangC } from './theory/erlang-c.ts';
import { awsPredictive, holtWinters } from './theory/predictive.ts';
import { squareRoot } from './theory/square-root.ts';
import { staticPods } from './theory/static.ts';

/** All policies by name, the platform's own first, oldest first. A new policy = one file, one line here, one test. */
export const POLICIES: Readonly<Record<string, AnyPolicy>> = Object.fromEntries(
  [
    pendingOnly,
    pendingPlusRunning,
    blindStep,
    capacityAware,
    slotUtilizationUnfixed,
    slotUtilization,
    kedaScaledJobDefault,
    kedaScaledJobCustom,
    kedaScaledJobAccurate,
    kedaScaledJobEager,
    kedaScaledObject,
    hpaExternalAverage,
    hpaExternalValue,
    hpaCpu,
    knativeKpa,
    arcScaleset,
    arcHraQueue,
    arcHraBusy,
    hcpAgentPool,
    jenkinsStandard,
    jenkinsK8sNodelay,
    gitlabMachineIdle,
    gitlabPausePods,
    gitlabTaskscalerLike,
    baseStock,
    buildkiteAgentStack,
    buildkiteAgentScaler,
    erlangC,
    squareRoot,
    delayedOff,
    staticPods,
    backlogGrowth,
    awsPredictive,
    holtWinters,
  ].map((policy) => [policy.name, policy]),
);
