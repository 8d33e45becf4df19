import type { KindDescriptor } from '../../descriptor.ts';
import { controllerRevisionColumns } from './columns.ts';
import { defaultControllerRevision } from './defaults.ts';
import type { ControllerRevision } from './types.ts';
import { validateControllerRevision, validateControllerRevisionUpdate } from './validation.ts';

export const controllerRevision: KindDescriptor<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.apps.v1.ControllerRevision',
  applyDefaults: defaultControllerRevision,
  generation: false,
  validate: validateControllerRevision,
  validateUpdate: validateControllerRevisionUpdate,
  columns: controllerRevisionColumns,
};
