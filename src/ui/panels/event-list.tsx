import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { clock } from '../stage/labels.ts';
import { useCalm, useCalmTable } from '../stores/calm.ts';
import { change, useWorkspace } from '../stores/workspace.ts';

/** Events, newest first: of the whole namespace, or of one object. */
export default function EventList({ of }: { of?: { readonly kind: string; readonly name: string } }) {
  const { rows, version } = useCalmTable('events');
  const namespace = useWorkspace((state) => state.namespace);
  const origin = useCalm((state) => state.position.origin);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useMemo(
    () =>
      [...rows.values()]
        .filter((event) => (of ? event.object === of.name && event.kind === of.kind : namespace === undefined || event.namespace === namespace))
        .sort((a, b) => b.last - a.last || b.created - a.created || (a.name < b.name ? 1 : -1)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [version, namespace, of?.kind, of?.name],
  );
  const virtual = useVirtualizer({ count: list.length, getScrollElement: () => scroller.current, estimateSize: () => 30, overscan: 10 });
  return (
    <div ref={scroller} className="list-scroll" tabIndex={0} role="region" aria-label="Events" data-testid="events">
      {list.length === 0 && (
        <p className="loading">{of ? `No Event is about this ${of.kind} yet.` : 'No Events yet. Apply something, and step: the cluster tells here what it did.'}</p>
      )}
      <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const event = list[index]!;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={`event${event.type === 'Warning' ? ' warning' : ''}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className="soft num">{clock(event.last, origin)}</span>
              <button
                type="button"
                className="event-why"
                title="Why?"
                aria-label={`Why ${event.reason} of ${event.kind.toLowerCase()} ${event.object}?`}
                onClick={() => askWhy(event.key)}
              >
                <b className={event.type === 'Warning' ? 'bad' : undefined}>
                  {event.reason}
                  {event.count > 1 && <span className="soft"> ×{event.count}</span>}
                </b>
              </button>
              <span>
                {!of && (
                  <span className="soft">
                    {event.kind.toLowerCase()}/{event.object}{' '}
                  </span>
                )}
                {event.message}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Every Event has a cause: the inspector tells it. */
function askWhy(key: string): void {
  change((state) => {
    state.selection = key;
    state.inspectorTab = 'why';
    state.narrowTab = 'inspector';
  });
}
