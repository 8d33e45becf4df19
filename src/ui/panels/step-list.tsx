import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { seek } from '../shell/actions.ts';
import { fingers, narrowScreen } from '../shell/screen.ts';
import { clock } from '../stage/labels.ts';
import { useCalm } from '../stores/calm.ts';
import type { TraceRow } from '../worker/protocol.ts';

const CHUNK = 64;

/** All steps that did something, oldest first, those that lie ahead after going back included. Pressing one goes there. */
export default function StepList() {
  // A narrow screen has the decision on a line of its own.
  const height = narrowScreen.matches ? 50 : fingers ? 44 : 28;
  const position = useCalm((state) => state.position);
  const [steps, setSteps] = useState<readonly number[]>([]);
  const [rows, setRows] = useState<ReadonlyMap<number, TraceRow>>(new Map());
  const scroller = useRef<HTMLDivElement>(null);
  const asked = useRef(new Set<number>());
  useEffect(() => {
    let live = true;
    void cluster.traceIndex().then((index) => {
      if (live) setSteps(index.steps);
    });
    return () => {
      live = false;
    };
  }, [position.end, position.branch]);
  useEffect(() => {
    asked.current.clear();
    setRows(new Map());
  }, [position.branch]);
  const virtual = useVirtualizer({ count: steps.length, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 12 });
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items[items.length - 1]?.index ?? -1;
  useEffect(() => {
    for (let chunk = Math.floor(from / CHUNK); chunk <= Math.floor(to / CHUNK); chunk += 1) {
      const first = steps[chunk * CHUNK];
      const last = steps[Math.min(steps.length, (chunk + 1) * CHUNK) - 1];
      if (first === undefined || last === undefined || asked.current.has(last)) continue;
      asked.current.add(last);
      void cluster.trace({ from: first, to: last }).then((found) =>
        setRows((before) => {
          const next = new Map(before);
          for (const row of found) next.set(row.step, row);
          return next;
        }),
      );
    }
  }, [from, to, steps]);
  // The list follows the position.
  const at = nearestIndex(steps, position.step);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [at]);
  return (
    <div ref={scroller} className="list-scroll" tabIndex={0} aria-label="Steps" data-testid="steps">
      {steps.length === 0 && <p className="loading">Nothing has been done yet. Each step stands here: who did it, and what was decided.</p>}
      <ol style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const step = steps[index]!;
          const row = rows.get(step);
          return (
            <li key={step} className="step-row" style={{ transform: `translateY(${start}px)`, height }}>
              <button type="button" aria-current={step === position.step ? 'step' : undefined} data-ahead={step > position.step || undefined} onClick={() => seek(step)}>
                <span className="soft num">{step}</span>
                <span className="soft num">{row ? clock(row.time, position.origin) : ''}</span>
                <span className={`step-actor${row?.actor === 'you' ? ' you' : ''}`}>{row?.actor ?? ''}</span>
                <span className="step-decision">{row ? row.decision : '…'}</span>
                {row && row.writes.length > 0 && (
                  <span className="chip">
                    {row.writes.length} write{row.writes.length === 1 ? '' : 's'}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** The last index whose step is not after `step`. */
function nearestIndex(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
