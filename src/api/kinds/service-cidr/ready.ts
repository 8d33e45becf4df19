/** What the controller of ranges writes (upstream: pkg/controller/servicecidrs/servicecidrs_controller.go). */
import type { Condition } from '../shared-types.ts';

export const SERVICE_CIDRS = 'servicecidrs.networking.k8s.io';
export const SERVICE_CIDR_FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

export const serviceCidrReady = (timestamp: string): Condition => ({
  type: 'Ready',
  status: 'True',
  reason: '',
  message: 'Kubernetes Service CIDR is ready',
  lastTransitionTime: timestamp,
});
