import type { KindDescriptor } from '../../descriptor.ts';
import { configMapColumns } from './columns.ts';
import { defaultConfigMap } from './defaults.ts';
import type { ConfigMap } from './types.ts';
import { validateConfigMap, validateConfigMapUpdate } from './validation.ts';

export const configMap: KindDescriptor<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.core.v1.ConfigMap',
  applyDefaults: defaultConfigMap,
  generation: false,
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
  updateErrorsFirst: true,
  columns: configMapColumns,
};
