/** PodMetrics and NodeMetrics (upstream: metrics pkg/apis/metrics/v1beta1/types.go): what was used within a window of time. */
import type { KubeObject } from '../../meta/types.ts';
import type { Quantity } from '../shared-types.ts';

export interface Usage {
  readonly cpu: Quantity;
  readonly memory: Quantity;
}

interface Measured extends KubeObject {
  readonly apiVersion: 'metrics.k8s.io/v1beta1';
  /** The end of the window, RFC 3339. */
  readonly timestamp: string;
  /** A duration as Go writes it: `15.023s`. */
  readonly window: string;
}

export interface PodMetrics extends Measured {
  readonly kind: 'PodMetrics';
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

export interface NodeMetrics extends Measured {
  readonly kind: 'NodeMetrics';
  readonly usage: Usage;
}
