/** Secret (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface Secret extends KubeObject {
  readonly kind: 'Secret';
  readonly apiVersion: 'v1';
  readonly immutable?: boolean;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly type: string;
}
