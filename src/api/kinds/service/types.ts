/** Service (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { Condition, IntOrString, LoadBalancerStatus } from '../shared-types.ts';

export interface Service extends KubeObject {
  readonly kind: 'Service';
  readonly apiVersion: 'v1';
  readonly spec: ServiceSpec;
  readonly status: ServiceStatus;
}

export interface ServiceSpec {
  readonly ports?: readonly ServicePort[];
  readonly selector?: Readonly<Record<string, string>>;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly type: 'ClusterIP' | 'ExternalName' | 'LoadBalancer' | 'NodePort';
  readonly externalIPs?: readonly string[];
  readonly sessionAffinity: 'ClientIP' | 'None';
  readonly loadBalancerIP?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly externalName?: string;
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly healthCheckNodePort?: number;
  readonly publishNotReadyAddresses?: boolean;
  readonly sessionAffinityConfig?: SessionAffinityConfig;
  readonly ipFamilies?: readonly ('' | 'IPv4' | 'IPv6')[];
  readonly ipFamilyPolicy?: 'PreferDualStack' | 'RequireDualStack' | 'SingleStack';
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly loadBalancerClass?: string;
  readonly internalTrafficPolicy?: 'Cluster' | 'Local';
  readonly trafficDistribution?: string;
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol: 'SCTP' | 'TCP' | 'UDP';
  readonly appProtocol?: string;
  readonly port: number;
  readonly targetPort: IntOrString;
  readonly nodePort?: number;
}

export interface SessionAffinityConfig {
  readonly clientIP?: ClientIPConfig;
}

export interface ClientIPConfig {
  readonly timeoutSeconds?: number;
}

export interface ServiceStatus {
  readonly loadBalancer: LoadBalancerStatus;
  readonly conditions?: readonly Condition[];
}
