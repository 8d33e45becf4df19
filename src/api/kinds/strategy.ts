/** Parts of create and update strategies that many kinds share (upstream: pkg/registry/<group>/<resource>/strategy.go). */
import type { KindDescriptor } from '../descriptor.ts';
import type { KubeObject } from '../meta/types.ts';

interface WithSpec extends KubeObject {
  readonly spec: unknown;
}
interface WithStatus extends KubeObject {
  readonly status: unknown;
}

/** `prepareForCreate` of kinds whose status a client may not set. `empty` is the status as it is first written. */
export const emptyStatus =
  <T extends WithStatus>(empty: T['status']) =>
  (object: T): T => ({ ...object, status: empty });

/** `prepareForUpdate` of most kinds: a write of the object keeps the old status, a write of the status keeps the old spec. */
export function keepOther<T extends WithSpec & WithStatus>(object: T, old: T, subresource: '' | 'status'): T {
  return subresource === 'status' ? { ...object, spec: old.spec } : { ...object, status: old.status };
}

/** The same for kinds whose status writes may not touch labels either (Deployment, StatefulSet, …). */
export function keepOtherAndLabels<T extends WithSpec & WithStatus>(object: T, old: T, subresource: '' | 'status'): T {
  if (subresource !== 'status') return { ...object, status: old.status };
  const { labels: _, ...metadata } = object.metadata;
  return { ...object, spec: old.spec, metadata: old.metadata.labels ? { ...metadata, labels: old.metadata.labels } : metadata };
}

/** A descriptor as the registry holds it: whoever looks a kind up by name passes objects of that kind. */
export const defineKind = <T extends KubeObject>(descriptor: KindDescriptor<T>): KindDescriptor => descriptor as unknown as KindDescriptor;
