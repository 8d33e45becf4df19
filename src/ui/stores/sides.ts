/** Two branches side by side: which of them a component shows, and how it asks about it. */
import { useContext } from 'react';
import { useStore } from 'zustand';
import { cluster } from '../client/session.ts';
import { tableNames } from '../worker/protocol.ts';
import type { AskedSide } from '../worker/history-protocol.ts';
import { beside, main, MirrorContext } from './mirror.ts';
import type { Mirror } from './mirror.ts';

/** Which branch the component asks about, as calls to the worker name it. */
export const useAsked = (): AskedSide | undefined => (useContext(MirrorContext) === beside ? 'beside' : undefined);

/** Whether another branch is shown beside. */
export const useBesideShown = (): boolean => useStore(beside.store, ({ ready }) => ready);

/** The other one of two branches side by side; nothing where one is shown alone. */
export function useOther(): Mirror | undefined {
  const shown = useBesideShown();
  const mirror = useContext(MirrorContext);
  return shown ? (mirror === main ? beside : main) : undefined;
}

/** What the branch of a copy is called. */
export const useBranchName = ({ store }: Mirror): string => useStore(store, ({ branches, position }) => branches.find(({ id }) => id === position.branch)?.name ?? 'main');

/** Goes to a step of the branch that the component shows. */
export function useSeek(): (step: number) => void {
  const { store } = useContext(MirrorContext);
  return (step) => void cluster.seek({ step, branch: store.getState().position.branch });
}

const has = ({ tables }: Mirror, key: string): boolean => tableNames.some((name) => tables[name].has(key));

/** The copy that has an object: the one beside where only that has it. */
export const mirrorWith = (key: string): Mirror => (beside.store.getState().ready && !has(main, key) && has(beside, key) ? beside : main);

/**
 * The object that stands in one copy for an object of the other: the same, or for a pod, whose name is drawn by lot, the one in the same
 * place of the same ReplicaSet or other owner by age. Nothing where there is none.
 */
export function counterpart(key: string, { tables: from }: Mirror, { tables: to }: Mirror): string | undefined {
  if (tableNames.some((name) => to[name].has(key))) return key;
  const pod = from.pods.get(key);
  if (!pod?.owner) return undefined;
  const owner = ownerName(from, pod.owner);
  const siblings = ({ pods }: Mirror['tables'], belongs: (uid: string) => boolean) =>
    [...pods.values()].filter((one) => one.owner !== undefined && belongs(one.owner)).sort((a, b) => a.created - b.created || (a.name < b.name ? -1 : 1));
  const place = siblings(from, (uid) => uid === pod.owner).findIndex((one) => one.key === key);
  return siblings(to, (uid) => uid === pod.owner || (owner !== undefined && ownerName(to, uid) === owner))[place]?.key;
}

function ownerName({ replicaSets, workloads }: Mirror['tables'], uid: string): string | undefined {
  for (const table of [replicaSets, workloads]) for (const row of table.values()) if (row.uid === uid) return row.key;
  return undefined;
}
