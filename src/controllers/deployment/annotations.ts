/** What a Deployment writes on its ReplicaSets and they keep for it (upstream: deployment_util.go SetNewReplicaSetAnnotations). */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

/** The history annotation grows no longer than this; the oldest numbers go first. */
const HISTORY_CHARACTERS = 2000;

type Annotations = Readonly<Record<string, string>>;

const INTEGER = /^[+-]?[0-9]{1,18}$/;

/** The revision number that the object carries; 0 where it has none or it is no number. */
export function revisionOf({ metadata: { annotations } }: KubeObject): number {
  const text = annotations?.[REVISION] ?? '';
  return INTEGER.test(text) ? Number(text) : 0;
}

/** A count from an annotation of the controller's; `undefined` where somebody removed or broke it. */
export function countAnnotation(set: ReplicaSet, name: string): number | undefined {
  const text = set.metadata.annotations?.[name] ?? '';
  return /^[0-9]{1,10}$/.test(text) && Number(text) <= 2147483647 ? Number(text) : undefined;
}

export const replicaAnnotations = (desired: number, max: number): Annotations => ({ [DESIRED_REPLICAS]: String(desired), [MAX_REPLICAS]: String(max) });

export const hasReplicaAnnotations = ({ metadata: { annotations } }: ReplicaSet, desired: number, max: number): boolean =>
  annotations?.[DESIRED_REPLICAS] === String(desired) && annotations[MAX_REPLICAS] === String(max);

/**
 * The annotations of the current ReplicaSet: the Deployment's own ones (those that it lost stay), the revision, and the revisions that the
 * set had before. Gives `current` itself where nothing changes.
 */
export function newSetAnnotations(deployment: Deployment, current: Annotations, revision: number): Annotations {
  const result: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!NOT_COPIED.has(name)) result[name] = value;
  const before = current[REVISION];
  if (before !== undefined && before !== '' && !INTEGER.test(before)) return unlessSame(current, result);
  if (Number(before ?? 0) < revision) {
    result[REVISION] = String(revision);
    if (before !== undefined) result[REVISION_HISTORY] = extendHistory(current[REVISION_HISTORY] ?? '', before);
  }
  return unlessSame(current, result);
}

function extendHistory(history: string, revision: string): string {
  if (history === '') return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  while (length > HISTORY_CHARACTERS && revisions.length > 0) length -= revisions.shift()!.length + 1;
  return length <= HISTORY_CHARACTERS ? [...revisions, revision].join(',') : history;
}

const unlessSame = (current: Annotations, next: Annotations): Annotations => (Object.keys(next).every((name) => next[name] === current[name]) ? current : next);
