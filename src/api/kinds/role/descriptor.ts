import type { KindDescriptor } from '../../descriptor.ts';
import { isPathSegmentName } from '../../meta/names.ts';
import { createdAtColumn } from '../printing.ts';
import { defaultClusterRole, defaultRole } from './defaults.ts';
import type { ClusterRole, Role } from './types.ts';
import { validateClusterRole, validateRole } from './validation.ts';

export const role: KindDescriptor<Role> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.rbac.v1.Role',
  applyDefaults: defaultRole,
  generation: false,
  validate: validateRole,
  validateName: isPathSegmentName,
  columns: [createdAtColumn],
};

export const clusterRole: KindDescriptor<ClusterRole> = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  shortNames: [],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.rbac.v1.ClusterRole',
  applyDefaults: defaultClusterRole,
  generation: false,
  validate: validateClusterRole,
  validateName: isPathSegmentName,
  columns: [createdAtColumn],
};
