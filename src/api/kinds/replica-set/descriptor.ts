import type { KindDescriptor } from '../../descriptor.ts';
import { withTemplateFields } from '../pod/templates.ts';
import { keepOther } from '../strategy.ts';
import { replicasScale } from '../workload.ts';
import { replicaSetColumns } from './columns.ts';
import { defaultReplicaSet } from './defaults.ts';
import type { ReplicaSet } from './types.ts';
import { replicaSetWarnings, validateReplicaSet, validateReplicaSetUpdate } from './validation.ts';

export const replicaSet: KindDescriptor<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  scale: replicasScale(),
  schema: 'io.k8s.api.apps.v1.ReplicaSet',
  applyDefaults: defaultReplicaSet,
  prepareForCreate: (object) => withTemplateFields({ ...object, status: { replicas: 0 } }),
  prepareForUpdate: (object, old, subresource) => withTemplateFields(keepOther(object, old, subresource)),
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  warnings: replicaSetWarnings,
  columns: replicaSetColumns,
};
