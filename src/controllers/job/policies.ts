/** What a Job's policies make of a failed pod, and of the indexes that succeeded (upstream: job/pod_failure_policy.go, success_policy.go). */
import type { Job, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule } from '../../api/kinds/job/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { Indexes } from './indexes.ts';

export interface FailureVerdict {
  /** Whether the failure counts towards the back-off limits. */
  readonly counts: boolean;
  readonly action?: PodFailurePolicyRule['action'];
  /** Why the whole Job fails. */
  readonly failsJob?: string;
}

export function judgeFailure({ spec: { podFailurePolicy } }: Job, pod: Pod): FailureVerdict {
  for (const [index, rule] of (podFailurePolicy?.rules ?? []).entries()) {
    const what = rule.onExitCodes ? exitMatch(pod, rule.onExitCodes) : conditionMatch(pod, rule);
    if (what === undefined) continue;
    const { action } = rule;
    return { counts: action !== 'Ignore', action, ...(action === 'FailJob' && { failsJob: `${what} matching ${action} rule at index ${index}` }) };
  }
  return { counts: true };
}

function exitMatch({ metadata, status }: Pod, { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement): string | undefined {
  for (const container of [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]) {
    const exitCode = container.state?.terminated?.exitCode ?? 0;
    if (exitCode === 0 || (containerName !== undefined && containerName !== container.name)) continue;
    if (values.includes(exitCode) === (operator === 'In')) return `Container ${container.name} for pod ${metadata.namespace}/${metadata.name} failed with exit code ${exitCode}`;
  }
  return undefined;
}

function conditionMatch({ metadata, status }: Pod, { onPodConditions = [] }: PodFailurePolicyRule): string | undefined {
  const found = status.conditions?.find((condition) => onPodConditions.some(({ type, status: wanted }) => type === condition.type && wanted === condition.status));
  return found && `Pod ${metadata.namespace}/${metadata.name} has condition ${found.type}`;
}

/** The message of the first rule that is met. */
export function meetsSuccessPolicy({ spec: { successPolicy, completions = 0 } }: Job, succeeded: Indexes): string | undefined {
  if (succeeded.total === 0) return undefined;
  const index = (successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.total >= succeededCount;
    const required = Indexes.parse(succeededIndexes, completions);
    if (required.total === 0) return false;
    const met = succeeded.overlap(required);
    return met === required.total || (succeededCount !== undefined && met >= succeededCount);
  });
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}
