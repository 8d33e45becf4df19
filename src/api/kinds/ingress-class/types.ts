/** IngressClass (upstream: api networking/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface IngressClass extends KubeObject {
  readonly kind: 'IngressClass';
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly spec: IngressClassSpec;
}

export interface IngressClassSpec {
  readonly controller?: string;
  readonly parameters?: IngressClassParametersReference;
}

export interface IngressClassParametersReference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly scope: string | null;
  readonly namespace?: string;
}
