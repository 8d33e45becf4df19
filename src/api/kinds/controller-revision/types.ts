/** ControllerRevision (upstream: api apps/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface ControllerRevision extends KubeObject {
  readonly kind: 'ControllerRevision';
  readonly apiVersion: 'apps/v1';
  readonly data?: unknown;
  readonly revision: number;
}
