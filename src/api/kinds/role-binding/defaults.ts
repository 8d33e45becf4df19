/** Upstream: pkg/apis/rbac/v1/defaults.go SetDefaults_RoleBinding, SetDefaults_Subject. */
import { change, each } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { ClusterRoleBinding, RoleBinding, Subject } from './types.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

const subject = (of: Subject): Subject => (!of.apiGroup && (of.kind === 'User' || of.kind === 'Group') ? { ...of, apiGroup: rbacGroup } : of);

const filled = <T extends RoleBinding | ClusterRoleBinding>(binding: T): T =>
  change<RoleBinding | ClusterRoleBinding>(binding, {
    roleRef: binding.roleRef.apiGroup ? binding.roleRef : { ...binding.roleRef, apiGroup: rbacGroup },
    subjects: each(binding.subjects, subject),
  }) as T;

export const defaultRoleBinding = (object: RoleBinding): RoleBinding => filled(canonical('rbac.v1.RoleBinding', object));
export const defaultClusterRoleBinding = (object: ClusterRoleBinding): ClusterRoleBinding => filled(canonical('rbac.v1.ClusterRoleBinding', object));
