/** Lease (upstream: api coordination/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface Lease extends KubeObject {
  readonly kind: 'Lease';
  readonly apiVersion: 'coordination.k8s.io/v1';
  readonly spec: LeaseSpec;
}

export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
  readonly strategy?: string;
  readonly preferredHolder?: string;
}
