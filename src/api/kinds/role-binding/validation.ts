/** Upstream: pkg/apis/rbac/validation/validation.go ValidateRoleBinding, ValidateClusterRoleBinding. */
import { index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isPathSegmentName, nameIsDnsSubdomain } from '../../meta/names.ts';
import { semanticallyEqual } from '../../meta/object-meta.ts';
import { each } from '../checks.ts';
import { goValue } from '../shapes/go-value.ts';
import { rbacGroup } from './defaults.ts';
import type { ClusterRoleBinding, RoleBinding, Subject } from './types.ts';

function validateSubject(path: string, { kind, name, apiGroup = '', namespace }: Subject, namespaced: boolean): FieldError[] {
  const errors = name ? [] : [required(`${path}.name`)];
  const group = (expected: string): FieldError[] => (apiGroup === expected ? [] : [notSupported(`${path}.apiGroup`, apiGroup, [expected])]);
  switch (kind) {
    case 'ServiceAccount':
      return [
        ...errors,
        ...(name ? each(`${path}.name`, name, nameIsDnsSubdomain(name)) : []),
        ...group(''),
        ...(!namespaced && !namespace ? [required(`${path}.namespace`)] : []),
      ];
    case 'User':
    case 'Group':
      return [...errors, ...group(rbacGroup)];
    default:
      return [...errors, notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  }
}

function validateBinding({ roleRef, subjects = [] }: RoleBinding | ClusterRoleBinding, roleKinds: readonly string[], namespaced: boolean): FieldError[] {
  const { apiGroup, kind, name } = roleRef;
  return [
    ...(apiGroup === rbacGroup ? [] : [notSupported('roleRef.apiGroup', apiGroup, [rbacGroup])]),
    ...(roleKinds.includes(kind) ? [] : [notSupported('roleRef.kind', kind, roleKinds)]),
    ...(name ? each('roleRef.name', name, isPathSegmentName(name)) : [required('roleRef.name')]),
    ...subjects.flatMap((subject, i) => validateSubject(index('subjects', i), subject, namespaced)),
  ];
}

export const validateRoleBinding = (object: RoleBinding): readonly FieldError[] => validateBinding(object, ['Role', 'ClusterRole'], true);
export const validateClusterRoleBinding = (object: ClusterRoleBinding): readonly FieldError[] => validateBinding(object, ['ClusterRole'], false);

export const validateBindingUpdate = ({ roleRef }: RoleBinding | ClusterRoleBinding, old: RoleBinding | ClusterRoleBinding): readonly FieldError[] =>
  semanticallyEqual(roleRef, old.roleRef) ? [] : [invalid('roleRef', goValue('rbac.v1.RoleRef', roleRef), 'cannot change roleRef')];
