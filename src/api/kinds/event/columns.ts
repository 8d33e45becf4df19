/** Upstream: pkg/printers/internalversion/printers.go printEvent. */
import type { TableColumn } from '../../descriptor.ts';
import { since } from '../printing.ts';
import type { Event } from './types.ts';

const firstSeen = (event: Event, now: number): string => since(event.firstTimestamp ?? event.eventTime, now);

function lastSeen(event: Event, now: number): string {
  if (event.series) return since(event.series.lastObservedTime, now);
  return event.lastTimestamp ? since(event.lastTimestamp, now) : firstSeen(event, now);
}

function target({ involvedObject: { kind = '', name } }: Event): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

/** `kubelet, node-1`: who said it, and from where. */
export function eventSource(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const instance = event.source?.host || event.reportingInstance || '';
  return instance === '' ? component : `${component}, ${instance}`;
}

export const eventColumns: readonly TableColumn<Event>[] = [
  { name: 'Last Seen', priority: 0, cell: lastSeen },
  { name: 'Type', priority: 0, cell: ({ type }) => type ?? '' },
  { name: 'Reason', priority: 0, cell: ({ reason }) => reason ?? '' },
  { name: 'Object', priority: 0, cell: target },
  { name: 'Subobject', priority: 1, cell: ({ involvedObject }) => involvedObject.fieldPath ?? '' },
  { name: 'Source', priority: 1, cell: eventSource },
  { name: 'Message', priority: 0, cell: ({ message }) => (message ?? '').trim() },
  { name: 'First Seen', priority: 1, cell: firstSeen },
  { name: 'Count', priority: 1, cell: ({ series, count }) => (series ? (series.count ?? 0) : count || 1) },
  { name: 'Name', priority: 1, cell: ({ metadata }) => metadata.name },
];
