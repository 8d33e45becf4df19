import type { KindDescriptor } from '../../descriptor.ts';
import { withTemplateFields } from '../pod/templates.ts';
import { keepOther } from '../strategy.ts';
import { daemonSetColumns } from './columns.ts';
import { defaultDaemonSet } from './defaults.ts';
import { nextTemplateGeneration, templateGeneration, withTemplateGeneration } from './template-generation.ts';
import type { DaemonSet } from './types.ts';
import { daemonSetWarnings, validateDaemonSet, validateDaemonSetUpdate } from './validation.ts';

export const daemonSet: KindDescriptor<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.apps.v1.DaemonSet',
  applyDefaults: defaultDaemonSet,
  prepareForCreate: (object) =>
    withTemplateGeneration(
      withTemplateFields({
        ...object,
        status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
      }),
      Math.max(1, templateGeneration(object)),
    ),
  prepareForUpdate: (object, old, subresource) =>
    subresource === 'status' ? keepOther(object, old, subresource) : nextTemplateGeneration(withTemplateFields(keepOther(object, old, subresource)), old),
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
  updateErrorsFirst: true,
  warnings: daemonSetWarnings,
  columns: daemonSetColumns,
};
