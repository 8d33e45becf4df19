/** Which ReplicaSets are a Deployment's, and which one has its template (upstream: kubectl pkg/util/deployment). */
import type { Task } from '../../engine/client.ts';
import { listObjects, REPLICA_SETS } from './lookup.ts';
import { controllerOf } from './metadata.ts';
import { selectorText } from './selectors.ts';
import { byText, type Wire } from './wire.ts';

const HASH_LABEL = 'pod-template-hash';

/** All of them, the oldest first. */
export function* ownedReplicaSets(deployment: Wire): Task<readonly Wire[]> {
  const all = yield* listObjects(REPLICA_SETS, deployment.metadata.namespace, { labelSelector: selectorText(deployment.spec.selector) });
  return all
    .filter((rs) => controllerOf(rs)?.uid === deployment.metadata.uid)
    .sort((a, b) => byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || byText(a.metadata.name, b.metadata.name));
}

export function* replicaSetsOf(deployment: Wire): Task<{ readonly newest: Wire | undefined; readonly old: readonly Wire[] }> {
  const all = yield* ownedReplicaSets(deployment);
  const newest = all.find((rs) => equalIgnoringHash(rs.spec.template, deployment.spec.template));
  return { newest, old: all.filter((rs) => rs !== newest) };
}

export function equalIgnoringHash(a: Wire, b: Wire): boolean {
  return semanticallyEqual(withoutHash(a), withoutHash(b));
}

/** A template as a Deployment has it. */
export const withoutHash = (template: Wire): Wire => {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
};

/** Equality that does not tell an absent field from an empty one (upstream: apimachinery equality.Semantic). */
export function semanticallyEqual(a: Wire, b: Wire): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => semanticallyEqual(a[key], b[key]));
}

const isEmpty = (value: Wire): boolean => value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
