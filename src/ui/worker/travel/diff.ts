/** Which objects differ between two states, and how. */
import type { KubeObject } from '../../../api/meta/types.ts';
import type { ClusterState } from '../../../engine/state.ts';
import type { FieldChange, ObjectChange } from '../time-protocol.ts';

/** Differ all the time, and tell nothing. */
const NOISE = new Set([
  'resourceVersion',
  'managedFields',
  'observedGeneration',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastHeartbeatTime',
  'lastProbeTime',
  'renewTime',
  'lastTimestamp',
  'lastTriggerTime',
]);
const UNSHOWN = /^(leases\.coordination\.k8s\.io|endpoints)\//;
const EVENTS = /^events\//;
const FIELDS = 6;
const LISTED = 500;
const VALUE = 48;

export function diffStates(left: ClusterState, right: ClusterState, withEvents = false): { readonly changes: readonly ObjectChange[]; readonly more: number } {
  const changes: ObjectChange[] = [];
  let count = 0;
  const add = (change: ObjectChange) => {
    count += 1;
    if (changes.length < LISTED) changes.push(change);
  };
  for (const { key, before, after } of left.objects.changesTo(right.objects)) {
    if (UNSHOWN.test(key) || (!withEvents && EVENTS.test(key))) continue;
    if (!before || !after) add({ ...about(key, (before ?? after)!), change: before ? 'only left' : 'only right', fields: [], count: 0 });
    else {
      const fields = differences(before, after);
      if (fields.length > 0) add({ ...about(key, before), change: 'differs', fields: fields.slice(0, FIELDS), count: fields.length });
    }
  }
  return { changes, more: count - changes.length };
}

const about = (key: string, { kind, metadata }: KubeObject) => ({ key, kind, name: metadata.name, namespace: metadata.namespace ?? '' });

/** `spec.replicas: 4 → 6`, a line for each field that differs. */
export function differences(left: KubeObject, right: KubeObject): string[] {
  const another = left.metadata.uid === right.metadata.uid ? [] : ['another object of this name'];
  return [...another, ...fieldChanges(left, right, VALUE).map(({ path, here, there }) => `${path}: ${here ?? 'absent'} → ${there ?? 'absent'}`)];
}

/** The fields that differ, but for what differs all the time; `long`: characters of a value that are told. */
export function fieldChanges(here: KubeObject, there: KubeObject, long: number): FieldChange[] {
  const found: FieldChange[] = [];
  walk(here, there, '', (path, a, b) => found.push({ path, ...(a !== undefined && { here: short(a, long) }), ...(b !== undefined && { there: short(b, long) }) }));
  return found;
}

function walk(a: unknown, b: unknown, path: string, found: (path: string, a: unknown, b: unknown) => void): void {
  if (a === b) return;
  if (isRecord(a) && isRecord(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (NOISE.has(key) || (path === 'metadata' && (key === 'uid' || key === 'generation'))) continue;
      walk(a[key], b[key], path === '' ? key : /^[\w-]+$/.test(key) ? `${path}.${key}` : `${path}['${key}']`, found);
    }
    return;
  }
  if (Array.isArray(a) && Array.isArray(b) && (a.length > 0 || b.length > 0)) {
    const names = (list: readonly unknown[]) => list.map((one) => (isRecord(one) ? (one['name'] ?? one['type']) : undefined));
    const [left, right] = [names(a), names(b)];
    if ([...left, ...right].every((name) => typeof name === 'string')) {
      for (const name of new Set([...left, ...right])) walk(a[left.indexOf(name)], b[right.indexOf(name)], `${path}[${name as string}]`, found);
      return;
    }
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) walk(a[index], b[index], `${path}[${index}]`, found);
    return;
  }
  found(path, a, b);
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

function short(value: unknown, long: number): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? '""' : text.length > long ? `${text.slice(0, long - 1)}…` : text;
}
