/** What the kinds with a pod template share: their scale and a table's selector column. */
import type { ScaleAccess } from '../descriptor.ts';
import { formatSelector, toSelector } from '../meta/selector.ts';
import type { KubeObject, LabelSelector } from '../meta/types.ts';

/** A selector as `kubectl get deployments -o wide` and the scale subresource print it. */
export function selectorText(selector: LabelSelector | undefined, invalid = '<invalid>'): string {
  const made = toSelector(selector);
  return made.ok ? formatSelector(made.value) : invalid;
}

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector };
  readonly status: { readonly replicas?: number };
}

/** The scale subresource over `spec.replicas`, `status.replicas` and `spec.selector`. */
export const replicasScale = <T extends Scalable>(): ScaleAccess<T> => ({
  get: (object) => ({ spec: object.spec.replicas ?? 0, status: object.status.replicas ?? 0, selector: selectorText(object.spec.selector, '') }),
  set: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
});
