/** Upstream: pkg/apis/apps/validation/validation.go ValidateReplicaSetSpec, ValidateReplicaSetUpdate, ValidateReplicaSetStatus. */
import { invalid, type FieldError } from '../../meta/field-error.ts';
import { validateImmutable, validateNonnegative } from '../../meta/object-meta.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { goValue } from '../shapes/go-value.ts';
import { counts, podNameWarning, usableSelector, validateReplicaTemplate, validateWorkloadSelector } from '../workload-validation.ts';
import type { ReplicaSet } from './types.ts';

export function validateReplicaSet({ spec }: ReplicaSet): readonly FieldError[] {
  const usable = usableSelector('spec.selector', spec.selector, 'invalid label selector');
  return [
    ...validateNonnegative(spec.replicas, 'spec.replicas'),
    ...validateNonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateWorkloadSelector('spec.selector', spec.selector, 'deployment'),
    ...('error' in usable ? [usable.error] : validateReplicaTemplate('spec.template', spec.template, usable.selector)),
  ];
}

/** The counts of a ReplicaSet's or ReplicationController's status. */
export function validateReplicaCounts(status: ReplicaSet['status']): FieldError[] {
  const { replicas = 0, fullyLabeledReplicas = 0, readyReplicas = 0, availableReplicas = 0, observedGeneration } = status;
  const over = (name: string, value: number, limit: number, detail: string): FieldError[] => (value > limit ? [invalid(`status.${name}`, value, detail)] : []);
  const total = 'cannot be greater than status.replicas';
  return [
    ...counts('status', { replicas, fullyLabeledReplicas, readyReplicas, availableReplicas, observedGeneration }),
    ...over('fullyLabeledReplicas', fullyLabeledReplicas, replicas, total),
    ...over('readyReplicas', readyReplicas, replicas, total),
    ...over('availableReplicas', availableReplicas, replicas, total),
    ...over('availableReplicas', availableReplicas, readyReplicas, 'cannot be greater than readyReplicas'),
  ];
}

export const validateReplicaSetUpdate = (object: ReplicaSet, old: ReplicaSet, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status'
    ? validateReplicaCounts(object.status)
    : validateImmutable(goValue('meta.v1.LabelSelector', object.spec.selector), goValue('meta.v1.LabelSelector', old.spec.selector), 'spec.selector');

export const replicaSetWarnings = (object: ReplicaSet, old: ReplicaSet | undefined): readonly string[] => {
  if (old && object.metadata.generation === old.metadata.generation) return [];
  return [...(old ? [] : podNameWarning(object.metadata.name)), ...podSpecWarnings('spec.template', object.spec.template.spec, object.spec.template.metadata)];
};
