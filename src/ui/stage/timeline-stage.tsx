import { memo, useCallback, useMemo, useRef, useState } from 'react';
import { useLives } from '../stores/lives.ts';
import { useCalm, useCalmTable } from '../stores/calm.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { LifeOwner } from '../worker/history-protocol.ts';
import { useSide } from '../stores/mirror.ts';
import { seek } from '../shell/actions.ts';
import { podHues, TEMPLATE_LABEL } from './hues.ts';
import { AXIS, fitWindow, layoutTimeline, lifeSentence, moments, nearestMark, phaseAt, rowAt, zoomWindow } from './timeline-layout.ts';
import type { TimelineRow, TimeWindow } from './timeline-layout.ts';
import { paintTimeline, RIGHT } from './timeline-painter.ts';
import { useSharedWindow, zoomTime } from './shared-window.ts';
import { travelTo } from './travel.ts';
import { useCanvas, useSize } from './use-canvas.ts';

/** Pods that are told one by one to those who listen; the Table tells the rest. */
const TOLD = 200;
/** Milliseconds of virtual time between two tellings while it runs. */
const SLOW = 2000;

/** A bar per pod over virtual time, those that are gone included. Drag to travel, Shift-drag or the wheel to zoom. */
export default function TimelineStage({ compact = false }: { compact?: boolean }) {
  const { lives, owners, end, change } = useLives();
  const sets = useCalmTable('replicaSets');
  const { time, origin, start } = useCalm((state) => state.position);
  const side = useSide();
  const namespace = useWorkspace((state) => state.namespace);
  const selection = useWorkspace((state) => state.selection);
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(host);
  const [scrollTop, setScrollTop] = useState(0);
  const [cursor, setCursor] = useState<number>();
  const [brush, setBrush] = useState<TimeWindow>();
  const [hover, setHover] = useState<{ readonly time: number; readonly row: TimelineRow | undefined; readonly x: number; readonly y: number }>();
  const drag = useRef<{ x: number; y: number; time: number; brush: boolean; moved: boolean }>(undefined);

  const others = useCalmTable('others');
  const hues = useMemo(
    () => podHues(sets.rows.values(), others.rows.values()),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [sets.version, others.version],
  );
  const layout = useMemo(() => {
    // Where a ReplicaSet is there now, its revision is the stage's: the hues agree.
    const now = new Map<string, LifeOwner>(owners);
    for (const set of sets.rows.values()) {
      const owner = now.get(set.uid);
      if (owner && set.revision > 0) now.set(set.uid, { ...owner, revision: set.revision });
    }
    return layoutTimeline(lives.values(), now, {
      namespace,
      width: size.width,
      hue: (life) => hues({ owner: life.owner, labels: { [TEMPLATE_LABEL]: life.template ?? '' } }),
      ...(compact && { within: size.height }),
    });
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [change, hues, namespace, size.width, size.height, compact]);
  const until = Math.max(end, time);
  const fitted = useMemo(() => fitWindow(layout, until, origin), [layout, until, origin]);
  const { shown, zoomed } = useSharedWindow(fitted);
  const room = Math.max(40, size.width - RIGHT - layout.left);
  const timeAt = (x: number) => shown.from + ((x - layout.left) / room) * (shown.to - shown.from);

  const paint = useCallback(
    (context: CanvasRenderingContext2D, { palette, hatch, width, height }: Parameters<Parameters<typeof useCanvas>[2]>[1]) =>
      paintTimeline(context, layout, {
        palette,
        hatch,
        width,
        height,
        scrollTop,
        window: shown,
        origin,
        now: time,
        end: until,
        selected: selection,
        cursor,
        brush,
        hover: hover?.time,
      }),
    [layout, scrollTop, shown, origin, time, until, selection, cursor, brush, hover],
  );
  useCanvas(canvas, size, paint);

  const place = (event: React.MouseEvent) => {
    const bounds = host.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const rowUnder = (y: number) => (y < AXIS ? undefined : rowAt(layout, y + scrollTop));
  const travel = (at: number) => travelTo(Math.min(until, Math.max(origin, at)));
  const zoom = (at: number, factor: number) => zoomTime(zoomWindow(shown, at, factor));

  const onKeyDown = (event: React.KeyboardEvent) => {
    const span = shown.to - shown.from;
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0 && event.shiftKey) zoomTime({ from: shown.from + by * span * 0.15, to: shown.to + by * span * 0.15 });
    else if (by === 1) travel(moments(layout).find((at) => at > time) ?? until);
    else if (by === -1) {
      const before = moments(layout).findLast((at) => at < time - 1);
      if (before === undefined) seek(start);
      else travel(before);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      let next = (cursor ?? (step === 1 ? -1 : layout.rows.length)) + step;
      while (layout.rows[next]?.kind === 'head') next += step;
      const row = layout.rows[next];
      if (row) {
        setCursor(next);
        if (row.y - AXIS < scrollTop) host.current!.scrollTop = row.y - AXIS - 30;
        else if (row.y + row.height > scrollTop + size.height) host.current!.scrollTop = row.y + row.height + 20 - size.height;
      }
    } else if (event.key === 'Enter' && cursor !== undefined) select(layout.rows[cursor]?.life?.key);
    else if (event.key === '+' || event.key === '=') zoom(time, 0.7);
    else if (event.key === '-') zoom(time, 1 / 0.7);
    else if (event.key === '0' || event.key === 'Escape') zoomTime(undefined);
    else if (event.key === 'Home') seek(start);
    else if (event.key === 'End') travel(until);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const playing = useCalm((state) => state.playing);
  const pods = useMemo(() => layout.rows.filter(({ kind }) => kind === 'pod'), [layout]);
  const current = cursor === undefined ? undefined : layout.rows[cursor]?.life;
  return (
    <div className={`timeline${compact ? ' compact' : ''}${pods.length === 0 ? ' empty' : ''}`} data-testid="timeline">
      <div
        ref={host}
        className="timeline-scroll"
        role="slider"
        tabIndex={0}
        aria-label={`Timeline: position in time${side}`}
        aria-valuemin={0}
        aria-valuemax={Math.round((until - origin) / 1000)}
        aria-valuenow={Math.round((time - origin) / 1000)}
        aria-valuetext={`${((time - origin) / 1000).toFixed(1)} seconds, ${pods.length} pods${current ? `; ${lifeSentence(current, origin, time)}` : ''}`}
        onKeyDown={onKeyDown}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onWheel={(event) => {
          const { x } = place(event);
          const flat = layout.height <= size.height + 1;
          if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            const shift = (event.deltaX / room) * (shown.to - shown.from);
            zoomTime({ from: shown.from + shift, to: shown.to + shift });
          } else if (event.ctrlKey || flat) zoom(timeAt(x), Math.exp(event.deltaY * 0.0016));
        }}
        onPointerDown={(event) => {
          const { x, y } = place(event);
          if (event.button !== 0 || x < layout.left - 6) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x, y, time: timeAt(x), brush: event.shiftKey, moved: false };
          if (!event.shiftKey && y < AXIS) travel(timeAt(x));
        }}
        onPointerMove={(event) => {
          const { x, y } = place(event);
          const at = timeAt(x);
          setHover({ time: at, row: rowUnder(y), x, y });
          const held = drag.current;
          if (!held || !(event.buttons & 1)) return;
          held.moved ||= Math.abs(x - held.x) > 3;
          if (!held.moved) return;
          if (held.brush) setBrush({ from: Math.min(held.time, at), to: Math.max(held.time, at) });
          else travel(at);
        }}
        onPointerUp={(event) => {
          const held = drag.current;
          drag.current = undefined;
          const { x, y } = place(event);
          if (brush && held?.brush) {
            if (brush.to - brush.from > 100) zoomTime(brush);
            setBrush(undefined);
          } else if (!held?.moved) {
            const life = rowUnder(y)?.life;
            const at = timeAt(x);
            const onBar = life && (x < layout.left || (at >= life.start && at <= (life.end ?? until)));
            if (onBar) select(life.key);
            else if (y >= AXIS && x >= layout.left) travel(at);
          }
        }}
        onPointerLeave={() => setHover(undefined)}
        onDoubleClick={() => zoomTime(undefined)}
      >
        <canvas ref={canvas} className="stage-canvas" style={{ width: size.width, height: size.height, marginBottom: -size.height }} aria-hidden="true" />
        <div style={{ height: compact ? Math.max(layout.height - 8, 0) : layout.height }} />
        {pods.length === 0 && <p className="timeline-empty">Every pod gets a bar here, from its creation to its end. There is none yet.</p>}
      </div>
      {zoomed && (
        <button type="button" className="btn small timeline-fit" onClick={() => zoomTime(undefined)}>
          whole time <kbd>0</kbd>
        </button>
      )}
      {hover && hover.row?.life && !drag.current?.moved && (
        <Hint row={hover.row} time={hover.time} slack={((shown.to - shown.from) / room) * 6} x={hover.x} y={hover.y} width={size.width} origin={origin} />
      )}
      <Told name={`Pods over time${side}`} rows={pods} origin={origin} time={playing ? Math.floor(time / SLOW) * SLOW : time} playing={playing} />
    </div>
  );
}

/** The same for those who listen. While time runs it is told anew only now and then: nobody hears sixty lists a second. */
const Told = memo(
  function Told({ name, rows, origin, time }: { name: string; rows: readonly TimelineRow[]; origin: number; time: number; playing: boolean }) {
    return (
      <ul className="sr-only" aria-label={name}>
        {rows.slice(0, TOLD).map(({ life, owner }) => (
          <li key={life!.uid}>
            {owner && owner.revision > 0 ? `revision ${owner.revision}, ` : ''}
            {lifeSentence(life!, origin, time)}
          </li>
        ))}
        {rows.length > TOLD && <li>and {rows.length - TOLD} more</li>}
      </ul>
    );
  },
  (before, after) => before.name === after.name && before.time === after.time && before.origin === after.origin && (before.rows === after.rows || after.playing),
);

function Hint({ row, time, slack, x, y, width, origin }: { row: TimelineRow; time: number; slack: number; x: number; y: number; width: number; origin: number }) {
  const life = row.life!;
  const mark = nearestMark(life, time, slack);
  return (
    <div
      className="tooltip"
      role="presentation"
      style={{ left: Math.min(Math.max(8, x + 14), Math.max(8, width - 260)), top: y, transform: y > 70 ? 'translateY(calc(-100% - 10px))' : 'translateY(18px)' }}
    >
      <b>{life.name}</b>
      <div className="soft num">
        {((time - origin) / 1000).toFixed(1)} s · {phaseAt(life, time)}
        {row.owner && row.owner.revision > 0 && ` · revision ${row.owner.revision}`}
      </div>
      {mark && (
        <div className={mark.warning ? 'bad' : undefined}>
          {mark.reason} · step {mark.step}
        </div>
      )}
    </div>
  );
}
