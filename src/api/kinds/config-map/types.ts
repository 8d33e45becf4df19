/** ConfigMap (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface ConfigMap extends KubeObject {
  readonly kind: 'ConfigMap';
  readonly apiVersion: 'v1';
  readonly immutable?: boolean;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}
