/** ServiceAccount (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { LocalObjectReference, ObjectReference } from '../shared-types.ts';

export interface ServiceAccount extends KubeObject {
  readonly kind: 'ServiceAccount';
  readonly apiVersion: 'v1';
  readonly secrets?: readonly ObjectReference[];
  readonly imagePullSecrets?: readonly LocalObjectReference[];
  readonly automountServiceAccountToken?: boolean;
}
