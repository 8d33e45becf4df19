/**
 * A kubelet that is cut off goes on by what it knew: its pods run, are probed and started again, and their statuses and Events are told when it is
 * back (upstream: the pod manager and status manager work from memory; client-go's event recorder tries each Event twelve times, ten seconds apart).
 */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Context } from '../engine/component.ts';
import { KUBELET, recordOf, setRecord } from './memory.ts';
import type { PodRecord } from './record.ts';

export interface Untold {
  readonly at: number;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly fieldPath?: string;
}

/** What a cut-off kubelet keeps of one pod. */
export interface Offline {
  /** As it knows the pod: as it was when the network went, with the status that it would tell. */
  readonly pod: Pod;
  readonly events: readonly Untold[];
  /** It has stopped and was to be deleted. */
  readonly gone?: true;
}

/** How long one Event is tried, milliseconds; those behind it wait. */
const EVENT_TRIES = 120_000;

export function goOffline(context: Context, key: string, pod: Pod): void {
  const memory = context.memoryOf(KUBELET);
  const record = recordOf(memory, key);
  if (record && record.uid === pod.metadata.uid && !record.offline) setRecord(memory, key, { ...record, offline: { pod, events: [] } });
}

/** Tells what was kept of the pods of a node that has been cut off since `since`. */
export function tellUntold(context: Context, node: string, keys: readonly string[], since: number): void {
  const memory = context.memoryOf(KUBELET);
  const kept = keys.flatMap((key) => {
    const record = recordOf(memory, key);
    return record?.offline ? [{ key, record, offline: record.offline }] : [];
  });
  const lost = Math.floor((context.now - since) / EVENT_TRIES);
  const events = kept.flatMap(({ offline: { pod, events: untold } }) => untold.map((event) => ({ pod, event }))).toSorted((a, b) => a.event.at - b.event.at);
  for (const { pod, event } of events.slice(lost)) {
    const { type, reason, message, fieldPath } = event;
    context.event(pod, type, reason, message, { component: KUBELET, host: node, ...(fieldPath !== undefined && { fieldPath }) });
  }
  for (const { key, record, offline } of kept) {
    setRecord(memory, key, { ...record, offline: undefined } as PodRecord);
    const { namespace, name, uid } = offline.pod.metadata;
    const stored = context.get<Pod>('pods', namespace, name);
    if (stored?.metadata.uid !== uid) continue;
    context.modify<Pod>('pods', namespace, name, (current) => ({ ...current, status: offline.pod.status }));
    if (offline.gone) context.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
  }
}
