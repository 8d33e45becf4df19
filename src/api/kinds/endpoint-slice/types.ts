/** EndpointSlice (upstream: api discovery/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { ObjectReference } from '../shared-types.ts';

export interface EndpointSlice extends KubeObject {
  readonly kind: 'EndpointSlice';
  readonly apiVersion: 'discovery.k8s.io/v1';
  readonly addressType: 'FQDN' | 'IPv4' | 'IPv6';
  /** `null`: stored empty, as the API server does. */
  readonly endpoints: readonly Endpoint[] | null;
  readonly ports: readonly EndpointSlicePort[] | null;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: EndpointConditions;
  readonly hostname?: string;
  readonly targetRef?: ObjectReference;
  readonly deprecatedTopology?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: EndpointHints;
}

export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

export interface EndpointHints {
  readonly forZones?: readonly ForZone[];
  readonly forNodes?: readonly ForNode[];
}

export interface ForZone {
  readonly name: string;
}

export interface ForNode {
  readonly name: string;
}

export interface EndpointSlicePort {
  readonly name: string;
  readonly protocol: 'SCTP' | 'TCP' | 'UDP';
  readonly port: number;
  readonly appProtocol?: string;
}
