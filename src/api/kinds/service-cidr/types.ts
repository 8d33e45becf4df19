/** ServiceCIDR (upstream: api networking/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { Condition } from '../shared-types.ts';

export interface ServiceCIDR extends KubeObject {
  readonly spec: { readonly cidrs?: readonly string[] };
  readonly status: { readonly conditions?: readonly Condition[] };
}
