import { deepEqual } from '../../../base/equal.ts';
import type { KindDescriptor } from '../../descriptor.ts';
import { withTemplateFields } from '../pod/templates.ts';
import { keepOtherAndLabels } from '../strategy.ts';
import { replicasScale } from '../workload.ts';
import { deploymentColumns } from './columns.ts';
import { defaultDeployment } from './defaults.ts';
import type { Deployment } from './types.ts';
import { deploymentWarnings, validateDeployment, validateDeploymentUpdate } from './validation.ts';

export const deployment: KindDescriptor<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  scale: replicasScale(),
  schema: 'io.k8s.api.apps.v1.Deployment',
  applyDefaults: defaultDeployment,
  prepareForCreate: (object) => withTemplateFields({ ...object, status: {} }),
  prepareForUpdate: (object, old, subresource) => withTemplateFields(keepOtherAndLabels(object, old, subresource)),
  // Annotations count because they are copied to the ReplicaSets. Upstream: pkg/registry/apps/deployment/strategy.go PrepareForUpdate.
  generation: (object, old) => !deepEqual(object.spec, old.spec) || !deepEqual(object.metadata.annotations, old.metadata.annotations),
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  warnings: deploymentWarnings,
  columns: deploymentColumns,
};
