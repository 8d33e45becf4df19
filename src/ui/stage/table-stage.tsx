import { useMemo } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useMirror, useTable } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { PodRow } from '../worker/protocol.ts';
import { countdownText } from './labels.ts';

const columns = ['Pod', 'Owner', 'Ready', 'Status', 'Restarts', 'Node', 'Next'] as const;

/** The pods of the stage as a table, for the keyboard, the screen reader and the thousands. */
export default function TableStage() {
  const pods = useTable('pods');
  const sets = useTable('replicaSets');
  const workloads = useTable('workloads');
  const namespace = useWorkspace((state) => state.namespace);
  const selection = useWorkspace((state) => state.selection);
  const now = useMirror((state) => state.position.time);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const owners = new Map<string, string>();
    for (const set of sets.rows.values()) owners.set(set.uid, set.revision > 0 ? `revision ${set.revision} · ${set.name}` : set.name);
    for (const workload of workloads.rows.values()) owners.set(workload.uid, `${workload.kind} ${workload.name}`);
    return [...pods.rows.values()]
      .filter((pod) => namespace === undefined || pod.namespace === namespace)
      .map((pod) => ({ pod, owner: pod.owner === undefined ? '' : (owners.get(pod.owner) ?? '') }))
      .sort((a, b) => compare(a.pod.namespace, b.pod.namespace) || compare(a.pod.name, b.pod.name));
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [namespace, pods.version, sets.version, workloads.version]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => 32, overscan: 12 });
  const items = virtual.getVirtualItems();
  return (
    <div ref={scroller} className="table-scroll" tabIndex={0} aria-label="Pods">
      <div role="table" aria-label="Pods" aria-rowcount={rows.length + 1} className="grid-table" style={{ height: virtual.getTotalSize() + 34 }}>
        <div role="row" aria-rowindex={1} className="grid-row head">
          {columns.map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
        {items.map(({ index, start }) => {
          const { pod, owner } = rows[index]!;
          return <PodLine key={pod.uid} pod={pod} owner={owner} index={index} start={start + 34} now={now} selected={selection === pod.key} />;
        })}
      </div>
      {rows.length === 0 && <p className="loading">No pods here.</p>}
    </div>
  );
}

function PodLine({ pod, owner, index, start, now, selected }: { pod: PodRow; owner: string; index: number; start: number; now: number; selected: boolean }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="grid-row"
      data-selected={selected || undefined}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => select(pod.key)}
    >
      <span role="cell">
        <button type="button" className="linkish" onClick={() => select(pod.key)}>
          {pod.name}
        </button>
      </span>
      <span role="cell" className="soft">
        {owner}
      </span>
      <span role="cell" className="num">
        {pod.ready}
      </span>
      <span role="cell" className={pod.shape === 'failing' ? 'bad' : undefined}>
        {pod.status}
      </span>
      <span role="cell" className="num">
        {pod.restarts}
      </span>
      <span role="cell" className="soft">
        {pod.node ?? ''}
      </span>
      <span role="cell" className="soft num">
        {pod.countdown && pod.countdown.until > now ? countdownText(pod.countdown, now) : ''}
      </span>
    </div>
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
