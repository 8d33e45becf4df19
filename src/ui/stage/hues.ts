/** A hue per revision: of its ReplicaSet, its pods and its bars alike. */
import type { OtherRow, ReplicaSetRow } from '../worker/protocol.ts';

export const HUES = 8;
export const hueOf = (revision: number): number => (revision <= 0 ? HUES - 1 : (revision - 1) % HUES);

/** Of workloads whose pods have no revision: Jobs. */
export const PLAIN_HUE = 2;

/** What a hue goes by: the controlling owner's uid, and the label that names a template. */
export interface Hued {
  readonly owner?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export const TEMPLATE_LABEL = 'controller-revision-hash';

/** The hue of any pod: by its ReplicaSet's revision, by the template of its StatefulSet or DaemonSet, or a plain one. */
export function podHues(sets: Iterable<ReplicaSetRow>, others: Iterable<OtherRow>): (pod: Hued) => number {
  const bySet = new Map([...sets].map(({ uid, revision }) => [uid, hueOf(revision)]));
  const byOwner = new Map<string, { readonly name: string; readonly revision: number }[]>();
  for (const { owner, name, detail } of others) {
    if (detail?.is !== 'revision' || owner === undefined) continue;
    const list = byOwner.get(owner);
    if (list) list.push({ name, revision: detail.revision });
    else byOwner.set(owner, [{ name, revision: detail.revision }]);
  }
  return ({ owner, labels }) => {
    if (owner === undefined) return HUES - 1;
    const hue = bySet.get(owner);
    if (hue !== undefined) return hue;
    const hash = labels?.[TEMPLATE_LABEL];
    const found = hash === undefined ? undefined : byOwner.get(owner)?.find(({ name }) => name === hash || name.endsWith(`-${hash}`));
    return found ? hueOf(found.revision) : PLAIN_HUE;
  };
}
