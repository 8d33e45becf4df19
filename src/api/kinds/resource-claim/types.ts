/** ResourceClaim and ResourceClaimTemplate (upstream: api resource/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface DeviceSelector {
  readonly cel?: { readonly expression: string };
}

export interface DeviceToleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** What a request asks for: of one class, and how many. */
export interface DeviceAmount {
  readonly deviceClassName: string;
  readonly selectors?: readonly DeviceSelector[];
  readonly allocationMode?: string;
  readonly count?: number;
  readonly tolerations?: readonly DeviceToleration[];
  readonly capacity?: object;
}

export interface DeviceRequest {
  readonly name: string;
  readonly exactly?: DeviceAmount & { readonly adminAccess?: boolean };
  readonly firstAvailable?: readonly (DeviceAmount & { readonly name: string })[];
}

export interface DeviceConfiguration {
  readonly opaque?: { readonly driver: string; readonly parameters?: unknown };
}

export interface DeviceClaim {
  readonly requests?: readonly DeviceRequest[] | null;
  readonly constraints?: readonly { readonly requests?: readonly string[]; readonly matchAttribute?: string; readonly distinctAttribute?: string }[];
  readonly config?: readonly (DeviceConfiguration & { readonly requests?: readonly string[] })[];
}

export interface ResourceClaimSpec {
  readonly devices: DeviceClaim;
}

export interface ConsumerReference {
  readonly apiGroup?: string;
  readonly resource: string;
  readonly name: string;
  readonly uid: string;
}

export interface ResourceClaim extends KubeObject {
  readonly spec: ResourceClaimSpec;
  readonly status: { readonly allocation?: object; readonly reservedFor?: readonly ConsumerReference[]; readonly devices?: readonly object[] };
}

export interface ResourceClaimTemplate extends KubeObject {
  readonly spec: { readonly metadata?: Partial<KubeObject['metadata']>; readonly spec: ResourceClaimSpec };
}
