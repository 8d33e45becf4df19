/** Upstream: pkg/apis/core/validation/validation.go ValidateReplicationControllerSpec, ValidateReplicationControllerStatusUpdate. */
import { required, type FieldError } from '../../meta/field-error.ts';
import { validateNonnegative } from '../../meta/object-meta.ts';
import { selectorFromLabels } from '../../meta/selector.ts';
import { validatePodTemplate } from '../pod/spec-validation.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { validateReplicaCounts } from '../replica-set/validation.ts';
import { alwaysRestarting, labelsMatch, podNameWarning } from '../workload-validation.ts';
import type { ReplicationController } from './types.ts';

export function validateReplicationController({ spec }: ReplicationController): readonly FieldError[] {
  const selector = spec.selector ?? {};
  const template = spec.template as PodTemplateSpec | undefined;
  return [
    ...validateNonnegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(Object.keys(selector).length === 0 ? [required('spec.selector')] : []),
    ...validateNonnegative(spec.replicas, 'spec.replicas'),
    ...(template
      ? [
          ...labelsMatch('spec.template', template, selectorFromLabels(selector)),
          ...validatePodTemplate('spec.template', template),
          ...alwaysRestarting('spec.template', template, 'ReplicationController'),
        ]
      : [required('spec.template')]),
  ];
}

export const validateReplicationControllerUpdate = (object: ReplicationController, _old: ReplicationController, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status' ? validateReplicaCounts(object.status) : [];

export const replicationControllerWarnings = (object: ReplicationController, old: ReplicationController | undefined): readonly string[] => {
  if (old && object.metadata.generation === old.metadata.generation) return [];
  // Of an update it is the old template that is warned of, as upstream has it.
  const { template } = (old ?? object).spec;
  return [...(old ? [] : podNameWarning(object.metadata.name)), ...podSpecWarnings('spec.template', template.spec, template.metadata)];
};
