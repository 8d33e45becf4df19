/** The parts of an API object that every kind shares (upstream: apimachinery `meta/v1/types.go`). */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Who set which fields (server-side apply). */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  /** A tree of `f:name`, `k:{"name":"web"}` and `v:"x"`; `.` is the field itself. */
  readonly fieldsV1: Readonly<Record<string, unknown>>;
  readonly subresource?: string;
}

export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string;
  /** Absent on cluster-scoped objects. */
  readonly namespace?: string;
  readonly uid: string;
  /** A decimal number that grows with every write of the whole cluster. */
  readonly resourceVersion: string;
  readonly generation?: number;
  /** RFC 3339 in UTC with whole seconds, `2026-11-22T05:48:28Z`, as all timestamps but those of type MicroTime. */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** A stored API object: deeply immutable plain JSON. Kinds narrow `spec` and `status` in their own `types.ts`. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** An object as a client sends it: nothing about it is sure yet. */
export type Unchecked = { readonly [key: string]: unknown };

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** Which objects: `deployments` of group `apps`. The core group is the empty string. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** `pods`, `deployments.apps`: how the store, the indexes and the components name a kind's collection. */
export type ResourceKey = string;

export const resourceKey = ({ group, resource }: GroupResource): ResourceKey => (group === '' ? resource : `${resource}.${group}`);
