/** Types that several kinds share (upstream: staging/src/k8s.io/api/core/v1/types.go). */

/** A decimal or binary quantity in canonical form: `100m`, `64Mi`. */
export type Quantity = string;
/** A number, or a string such as `25%` or a port name. */
export type IntOrString = number | string;
export type ResourceList = Readonly<Record<string, Quantity>>;

export interface LocalObjectReference {
  readonly name?: string;
}

export interface ObjectReference {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
}

export interface SecretReference {
  readonly name?: string;
  readonly namespace?: string;
}

export interface TypedLocalObjectReference {
  readonly apiGroup: string | null;
  readonly kind: string;
  readonly name: string;
}

export interface TypedObjectReference {
  readonly apiGroup: string | null;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface NodeSelector {
  readonly nodeSelectorTerms: readonly NodeSelectorTerm[];
}

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeSelectorRequirement[];
  readonly matchFields?: readonly NodeSelectorRequirement[];
}

export interface NodeSelectorRequirement {
  readonly key: string;
  readonly operator: 'DoesNotExist' | 'Exists' | 'Gt' | 'In' | 'Lt' | 'NotIn';
  readonly values?: readonly string[];
}

export interface ResourceRequirements {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
  readonly claims?: readonly ResourceClaim[];
}

export interface ResourceClaim {
  readonly name: string;
  readonly request?: string;
}

export interface VolumeResourceRequirements {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string | null;
  readonly reason: string;
  readonly message: string;
}

export interface LoadBalancerStatus {
  readonly ingress?: readonly LoadBalancerIngress[];
}

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: string;
  readonly ports?: readonly PortStatus[];
}

export interface PortStatus {
  readonly port: number;
  readonly protocol: 'SCTP' | 'TCP' | 'UDP';
  readonly error?: string;
}
