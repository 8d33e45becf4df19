import type { KindDescriptor } from '../../descriptor.ts';
import { isPathSegmentName } from '../../meta/names.ts';
import { bindingColumns } from './columns.ts';
import { defaultClusterRoleBinding, defaultRoleBinding, rbacGroup } from './defaults.ts';
import type { ClusterRoleBinding, RoleBinding } from './types.ts';
import { validateBindingUpdate, validateClusterRoleBinding, validateRoleBinding } from './validation.ts';

export const roleBinding: KindDescriptor<RoleBinding> = {
  group: rbacGroup,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.rbac.v1.RoleBinding',
  applyDefaults: defaultRoleBinding,
  generation: false,
  validate: validateRoleBinding,
  validateUpdate: validateBindingUpdate,
  validateName: isPathSegmentName,
  columns: bindingColumns,
};

export const clusterRoleBinding: KindDescriptor<ClusterRoleBinding> = {
  group: rbacGroup,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.rbac.v1.ClusterRoleBinding',
  applyDefaults: defaultClusterRoleBinding,
  generation: false,
  validate: validateClusterRoleBinding,
  validateUpdate: validateBindingUpdate,
  validateName: isPathSegmentName,
  columns: bindingColumns,
};
