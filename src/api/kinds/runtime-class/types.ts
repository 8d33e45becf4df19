/** RuntimeClass (upstream: api node/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { Toleration } from '../pod/affinity-types.ts';

export interface RuntimeClass extends KubeObject {
  readonly handler: string;
  readonly overhead?: { readonly podFixed?: Readonly<Record<string, string>> };
  readonly scheduling?: { readonly nodeSelector?: Readonly<Record<string, string>>; readonly tolerations?: readonly Toleration[] };
}
