/** Namespace (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface Namespace extends KubeObject {
  readonly kind: 'Namespace';
  readonly apiVersion: 'v1';
  readonly spec: NamespaceSpec;
  readonly status: NamespaceStatus;
}

export interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

export interface NamespaceStatus {
  readonly phase: 'Active' | 'Terminating';
  readonly conditions?: readonly NamespaceCondition[];
}

export interface NamespaceCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}
