/** RoleBinding (upstream: api rbac/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface RoleBinding extends KubeObject {
  readonly kind: 'RoleBinding';
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly subjects?: readonly Subject[];
  readonly roleRef: RoleRef;
}

export interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface RoleRef {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

export interface ClusterRoleBinding extends KubeObject {
  readonly kind: 'ClusterRoleBinding';
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly subjects?: readonly Subject[];
  readonly roleRef: RoleRef;
}
