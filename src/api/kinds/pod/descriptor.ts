import type { KindDescriptor } from '../../descriptor.ts';
import { podColumns } from './columns.ts';
import { defaultPod } from './defaults.ts';
import { podGracePeriod, podSelectableFields, preparePodForCreate, preparePodForUpdate } from './strategy.ts';
import type { Pod } from './types.ts';

export const pod: KindDescriptor<Pod> = {
  group: '', version: 'v1', kind: 'Pod', plural: 'pods', singular: 'pod', shortNames: ['po'], categories: ['all'],
  namespaced: true, hasStatus: true, schema: 'io.k8s.api.core.v1.Pod',
  applyDefaults: defaultPod,
  prepareForCreate: preparePodForCreate,
  prepareForUpdate: preparePodForUpdate,
  validate: () => [],
  gracefulDeletion: podGracePeriod,
  selectableFields: podSelectableFields,
  columns: podColumns,
};
