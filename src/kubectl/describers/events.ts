/** The events about an object, as every description ends (upstream: pkg/describe, searchEvents and DescribeEvents). */
import { now, type Task } from '../../engine/client.ts';
import { humanDuration } from '../../base/duration.ts';
import { EVENTS, listObjects } from './lookup.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import type { DescribeSettings } from './describer.ts';
import type { Wire } from './wire.ts';

export interface EventList {
  readonly items: readonly Wire[];
  /** Milliseconds since the epoch: ages count from here. */
  readonly now: number;
}

/** What an event is about. `kind` and `uid` narrow the search where they are given. */
export interface Involved {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly uid?: string;
}

/** `undefined` where the user wants no events. */
export function* eventsOf(object: Wire, settings: DescribeSettings): Task<EventList | undefined> {
  return yield* eventsAbout({ name: object.metadata.name, namespace: object.metadata.namespace, kind: object.kind, uid: object.metadata.uid }, settings);
}

export function* eventsAbout({ name, namespace, kind, uid }: Involved, settings: DescribeSettings): Task<EventList | undefined> {
  if (!settings.showEvents) return undefined;
  const terms = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace ?? ''}`];
  if (kind) terms.push(`involvedObject.kind=${kind}`);
  if (uid) terms.push(`involvedObject.uid=${uid}`);
  const items = yield* listObjects(EVENTS, namespace, { fieldSelector: terms.join(',') });
  return { items, now: yield* now() };
}

export function writeEvents(w: PrefixWriter, events: EventList | undefined): void {
  if (!events) return;
  if (events.items.length === 0) {
    w.write(0, 'Events:\t<none>\n');
    return;
  }
  const age = (timestamp: string | null | undefined): string => (timestamp ? humanDuration(events.now - Date.parse(timestamp)) : '<unknown>');
  const lastSeen = (event: Wire): number => (event.lastTimestamp ? Date.parse(event.lastTimestamp) : -Infinity);
  w.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  w.write(1, '----\t------\t----\t----\t-------\n');
  for (const event of [...events.items].sort((a, b) => (lastSeen(a) === lastSeen(b) ? 0 : lastSeen(a) - lastSeen(b)))) {
    const first = age(event.eventTime ?? event.firstTimestamp);
    const interval = event.series
      ? `${age(event.series.lastObservedTime)} (x${event.series.count} over ${first})`
      : event.count > 1
        ? `${age(event.lastTimestamp)} (x${event.count} over ${first})`
        : first;
    const source = event.source?.component || event.reportingComponent || '';
    w.write(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${interval}\t${source}\t${(event.message ?? '').trim()}\n`);
  }
}
