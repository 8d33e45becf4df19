/** Endpoints (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { ObjectReference } from '../shared-types.ts';

export interface Endpoints extends KubeObject {
  readonly kind: 'Endpoints';
  readonly apiVersion: 'v1';
  readonly subsets?: readonly EndpointSubset[];
}

export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointPort[];
}

export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

export interface EndpointPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: 'SCTP' | 'TCP' | 'UDP';
  readonly appProtocol?: string;
}
