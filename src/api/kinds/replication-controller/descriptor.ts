import type { KindDescriptor } from '../../descriptor.ts';
import { formatSelector, selectorFromLabels } from '../../meta/selector.ts';
import { change, given } from '../fill.ts';
import { dropDisabledTemplateFields } from '../pod/templates.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import { keepOther } from '../strategy.ts';
import { replicationControllerColumns } from './columns.ts';
import { defaultReplicationController } from './defaults.ts';
import type { ReplicationController } from './types.ts';
import { replicationControllerWarnings, validateReplicationController, validateReplicationControllerUpdate } from './validation.ts';

const withTemplateFields = (object: ReplicationController): ReplicationController =>
  change(object, { spec: change(object.spec, { template: given<PodTemplateSpec>(object.spec.template, dropDisabledTemplateFields) }) });

export const replicationController: KindDescriptor<ReplicationController> = {
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.ReplicationController',
  scale: {
    get: ({ spec, status }) => ({ spec: spec.replicas ?? 0, status: status.replicas ?? 0, selector: formatSelector(selectorFromLabels(spec.selector ?? {})) }),
    set: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
  },
  applyDefaults: defaultReplicationController,
  prepareForCreate: (object) => withTemplateFields({ ...object, status: { replicas: 0 } }),
  prepareForUpdate: (object, old, subresource) => withTemplateFields(keepOther(object, old, subresource)),
  validate: validateReplicationController,
  validateUpdate: validateReplicationControllerUpdate,
  warnings: replicationControllerWarnings,
  selectableFields: ({ status }) => ({ 'status.replicas': String(status.replicas ?? 0) }),
  columns: replicationControllerColumns,
};
