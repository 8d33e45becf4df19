/** Upstream: pkg/apis/apps/validation/validation.go ValidateDeploymentSpec, ValidateDeploymentUpdate, ValidateDeploymentStatusUpdate. */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { validateImmutable, validateNonnegative } from '../../meta/object-meta.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { goValue } from '../shapes/go-value.ts';
import {
  amountIn,
  atMost100Percent,
  collisionCountDecremented,
  counts,
  podNameWarning,
  positiveIntOrPercent,
  usableSelector,
  validateReplicaTemplate,
  validateWorkloadSelector,
} from '../workload-validation.ts';
import type { Deployment, DeploymentStrategy } from './types.ts';

function validateStrategy(path: string, strategy: DeploymentStrategy): FieldError[] {
  const at = `${path}.rollingUpdate`;
  switch (strategy.type as string) {
    case 'Recreate':
      return strategy.rollingUpdate ? [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")] : [];
    case 'RollingUpdate': {
      if (!strategy.rollingUpdate) return [required(at, 'this should be defaulted and never be nil')];
      const { maxUnavailable, maxSurge } = strategy.rollingUpdate;
      return [
        ...positiveIntOrPercent(`${at}.maxUnavailable`, maxUnavailable),
        ...positiveIntOrPercent(`${at}.maxSurge`, maxSurge),
        ...(amountIn(maxUnavailable) === 0 && amountIn(maxSurge) === 0 ? [invalid(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
        ...atMost100Percent(`${at}.maxUnavailable`, maxUnavailable),
      ];
    }
    default:
      return [notSupported(path, goValue('apps.v1.DeploymentStrategy', strategy), ['Recreate', 'RollingUpdate'])];
  }
}

export function validateDeployment({ spec }: Deployment): readonly FieldError[] {
  const usable = usableSelector('spec.selector', spec.selector, 'invalid label selector');
  const deadline = spec.progressDeadlineSeconds;
  return [
    ...validateNonnegative(spec.replicas, 'spec.replicas'),
    ...validateWorkloadSelector('spec.selector', spec.selector, 'deployment'),
    ...('error' in usable ? [usable.error] : validateReplicaTemplate('spec.template', spec.template, usable.selector)),
    ...validateStrategy('spec.strategy', spec.strategy),
    ...validateNonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateNonnegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...validateNonnegative(deadline, 'spec.progressDeadlineSeconds'),
    ...(deadline <= (spec.minReadySeconds ?? 0) ? [invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')] : []),
  ];
}

function validateStatus({ status }: Deployment, old: Deployment): FieldError[] {
  const { observedGeneration, replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0, unavailableReplicas, terminatingReplicas, collisionCount } = status;
  const over = (name: string, value: number, limit: number, detail: string): FieldError[] => (value > limit ? [invalid(`status.${name}`, value, detail)] : []);
  const total = 'cannot be greater than status.replicas';
  return [
    ...counts('status', { observedGeneration, replicas, updatedReplicas, readyReplicas, availableReplicas, unavailableReplicas, terminatingReplicas, collisionCount }),
    ...over('updatedReplicas', updatedReplicas, replicas, total),
    ...over('readyReplicas', readyReplicas, replicas, total),
    ...over('availableReplicas', availableReplicas, replicas, total),
    ...over('availableReplicas', availableReplicas, readyReplicas, 'cannot be greater than readyReplicas'),
    ...collisionCountDecremented(status, old.status),
  ];
}

export const validateDeploymentUpdate = (object: Deployment, old: Deployment, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status'
    ? validateStatus(object, old)
    : validateImmutable(goValue('meta.v1.LabelSelector', object.spec.selector), goValue('meta.v1.LabelSelector', old.spec.selector), 'spec.selector');

export const deploymentWarnings = (object: Deployment, old: Deployment | undefined): readonly string[] => {
  if (old && object.metadata.generation === old.metadata.generation) return [];
  return [...(old ? [] : podNameWarning(object.metadata.name)), ...podSpecWarnings('spec.template', object.spec.template.spec, object.spec.template.metadata)];
};
