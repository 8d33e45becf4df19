import { scaleLinear } from 'd3';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useMirror, useTable } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import { hueOf } from './model.ts';

const ROW = 18;
const SHOWN = 400;

/** A bar per pod over virtual time, from its making to its end, grouped by ReplicaSet. */
export default function TimelineStage() {
  const pods = useTable('pods');
  const sets = useTable('replicaSets');
  const { time, origin } = useMirror((state) => state.position);
  const namespace = useWorkspace((state) => state.namespace);
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const rows = useMemo(() => {
    const revisions = new Map([...sets.rows.values()].map((set) => [set.uid, set]));
    return [...pods.rows.values()]
      .filter((pod) => namespace === undefined || pod.namespace === namespace)
      .map((pod) => ({ pod, set: revisions.get(pod.owner ?? '') }))
      .sort((a, b) => (a.set?.revision ?? 0) - (b.set?.revision ?? 0) || a.pod.created - b.pod.created || (a.pod.name < b.pod.name ? -1 : 1))
      .slice(0, SHOWN);
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [namespace, pods.version, sets.version]);
  const labelWidth = Math.min(150, width * 0.3);
  const first = rows.reduce((least, { pod }) => Math.min(least, pod.created), time);
  // In seconds since the start, so that the ticks fall on whole ones.
  const scale = scaleLinear([Math.max(0, first - origin) / 1000, (Math.max(time, first + 10_000) - origin) / 1000], [labelWidth + 16, width - 24]);
  const x = (at: number) => scale(Math.max(0, at - origin) / 1000);
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 130)));
  return (
    <div ref={host} className="timeline-scroll" tabIndex={0} aria-label="Timeline">
      {rows.length === 0 ? (
        <p className="loading">No pods here.</p>
      ) : (
        <svg width={width} height={rows.length * ROW + 46} role="group" aria-label="Pods over time">
          {ticks.map((tick) => (
            <g key={tick} transform={`translate(${scale(tick)} 0)`}>
              <text y={16} className="tiny mid">{tick} s</text>
              <path d={`M0 24V${rows.length * ROW + 34}`} className="tick-line" />
            </g>
          ))}
          {rows.map(({ pod, set }, index) => (
            <g key={pod.uid} transform={`translate(0 ${index * ROW + 30})`} className="timeline-row" onClick={() => select(pod.key)}>
              <title>{`${pod.name}, ${pod.status}`}</title>
              <text x={16} y={10} className="tiny">{pod.name.slice(-Math.floor(labelWidth / 6.5))}</text>
              <rect x={x(pod.created)} width={Math.max(3, x(pod.deleted ?? time) - x(pod.created))} y={1} height={11} rx={5.5} className={`bar ${pod.deleted === undefined ? pod.shape : 'ready'}`} style={{ ['--hue' as string]: `var(--h${hueOf(set?.revision ?? 0)})` }} />
              {pod.deleted !== undefined && <rect x={x(pod.deleted)} width={Math.max(3, x(time) - x(pod.deleted))} y={2} height={9} rx={4.5} className="bar going" style={{ ['--hue' as string]: `var(--h${hueOf(set?.revision ?? 0)})` }} />}
            </g>
          ))}
          <path d={`M${x(time)} 20V${rows.length * ROW + 34}`} className="now-line" />
        </svg>
      )}
    </div>
  );
}
