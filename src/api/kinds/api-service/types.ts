/** APIService (upstream: kube-aggregator pkg/apis/apiregistration/v1/types.go): who answers a version of a group. */
import type { KubeObject } from '../../meta/types.ts';

export interface ApiService extends KubeObject {
  readonly kind: 'APIService';
  readonly apiVersion: 'apiregistration.k8s.io/v1';
  readonly spec: {
    readonly group: string;
    readonly version: string;
    readonly groupPriorityMinimum: number;
    readonly versionPriority: number;
    readonly insecureSkipTLSVerify?: boolean;
    /** Absent: the API server itself. */
    readonly service?: { readonly namespace: string; readonly name: string; readonly port?: number };
  };
  readonly status: { readonly conditions: readonly ApiServiceCondition[] };
}

export interface ApiServiceCondition {
  readonly type: 'Available';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}
