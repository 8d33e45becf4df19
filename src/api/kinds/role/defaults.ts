import { canonical } from '../shapes/shape.ts';
import type { ClusterRole, Role } from './types.ts';

export const defaultRole = (object: Role): Role => canonical('rbac.v1.Role', object);
export const defaultClusterRole = (object: ClusterRole): ClusterRole => canonical('rbac.v1.ClusterRole', object);
