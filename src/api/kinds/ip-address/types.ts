/** IPAddress (upstream: api networking/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface IPAddress extends KubeObject {
  readonly spec: { readonly parentRef?: { readonly group?: string; readonly resource?: string; readonly namespace?: string; readonly name?: string } };
}
