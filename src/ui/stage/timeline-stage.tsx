import { memo, useContext, useRef, useState } from 'react';
import { MirrorContext, useSide } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import { seek } from '../shell/actions.ts';
import type { TimelineFound } from './drawing/protocol.ts';
import { takeTimeline, useDrawing } from './drawing/use-drawing.ts';
import type { ToldTimeline } from './drawing/use-drawing.ts';
import { usePointed, within } from './drawing/use-pointed.ts';
import type { Pointed } from './drawing/use-pointed.ts';
import { AXIS, RIGHT, timeAt, zoomWindow } from './timeline-layout.ts';
import type { TimeWindow } from './timeline-layout.ts';
import { useSharedWindow, zoomTime } from './shared-window.ts';
import { travelTo } from './travel.ts';
import { useSize } from './use-size.ts';

/** The pod that the keys have come to. */
interface Cursor {
  readonly uid: string;
  readonly key: string;
}

/** A bar per pod over virtual time, those that are gone included, drawn where the stages are. Drag to travel, Shift-drag or the wheel to zoom. */
export default function TimelineStage({ compact = false }: { compact?: boolean }) {
  const { store } = useContext(MirrorContext);
  const side = useSide();
  const namespace = useWorkspace((state) => state.namespace);
  const selected = useWorkspace((state) => state.selection);
  const host = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const [cursor, setCursor] = useState<Cursor>();
  const [brush, setBrush] = useState<TimeWindow>();
  const [hover, setHover] = useState<number>();
  const [pointed, setPointed] = useState<Pointed<TimelineFound>>();
  const [fitted, setFitted] = useState<TimeWindow>();
  const drag = useRef<{ x: number; time: number; brush: boolean; moved: boolean }>(undefined);
  const { shown, zoomed, other } = useSharedWindow(fitted);
  const { told, drawing } = useDrawing('timeline', sheet, { ...size, namespace, compact, zoomed, other, selected, cursor: cursor?.uid, brush, hover }, takeTimeline);
  if (told && (told.fitted.from !== fitted?.from || told.fitted.to !== fitted.to)) setFitted(told.fitted);

  const { height, left, count, current, listed } = told ?? NOTHING;
  const { time, origin, start } = store.getState().position;
  const until = Math.max(told?.until ?? 0, time);
  const room = Math.max(40, size.width - RIGHT - left);
  const at = (x: number) => timeAt({ left }, size.width, shown, x);
  const travel = (to: number) => travelTo(Math.min(Math.max(until, store.getState().position.time), Math.max(origin, to)));
  const zoom = (about: number, factor: number) => zoomTime(zoomWindow(shown, about, factor));
  const point = usePointed(host, drawing, setPointed);

  const go = async (by: 1 | -1) => {
    const moment = (await drawing.current?.ask({ ask: 'moment', by }))?.moment;
    if (moment !== undefined) travel(moment);
    else if (by === -1) seek(start);
  };
  // Keys may come faster than the drawing thread answers: each goes on from where the one before it came.
  const walked = useRef<Promise<Cursor | undefined>>(Promise.resolve(undefined));
  const walk = async (by: 1 | -1, from: Cursor | undefined): Promise<Cursor | undefined> => {
    const row = (await drawing.current?.ask({ ask: 'row', from: from?.uid, by }))?.row;
    const scroller = host.current;
    if (!row || !scroller) return from;
    setCursor(row);
    if (row.y - AXIS < scroller.scrollTop) scroller.scrollTop = row.y - AXIS - 30;
    else if (row.y + row.height > scroller.scrollTop + size.height) scroller.scrollTop = row.y + row.height + 20 - size.height;
    return row;
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const span = shown.to - shown.from;
    const now = store.getState().position.time;
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0 && event.shiftKey) zoomTime({ from: shown.from + by * span * 0.15, to: shown.to + by * span * 0.15 });
    else if (by !== 0) void go(by);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') walked.current = walked.current.then((from) => walk(event.key === 'ArrowDown' ? 1 : -1, from));
    else if (event.key === 'Enter') void walked.current.then((at) => at && select(at.key));
    else if (event.key === '+' || event.key === '=') zoom(now, 0.7);
    else if (event.key === '-') zoom(now, 1 / 0.7);
    else if (event.key === '0' || event.key === 'Escape') zoomTime(undefined);
    else if (event.key === 'Home') seek(start);
    else if (event.key === 'End') travel(until);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** In pixels of what is seen. */
  const place = (event: React.MouseEvent) => {
    const { x, y } = within(host.current!, event.clientX, event.clientY);
    return { x, y: y - host.current!.scrollTop };
  };

  return (
    <div className={`timeline${compact ? ' compact' : ''}${count === 0 ? ' empty' : ''}`} data-testid="timeline">
      <div
        ref={host}
        className="timeline-scroll"
        role="slider"
        tabIndex={0}
        aria-label={`Timeline: position in time${side}`}
        aria-valuemin={0}
        aria-valuemax={Math.round((until - origin) / 1000)}
        aria-valuenow={Math.round((time - origin) / 1000)}
        aria-valuetext={`${((time - origin) / 1000).toFixed(1)} seconds, ${Math.max(0, count)} pods${current === undefined ? '' : `; ${current}`}`}
        onKeyDown={onKeyDown}
        onScroll={(event) => drawing.current?.look({ scrollTop: event.currentTarget.scrollTop })}
        onWheel={(event) => {
          const { x } = place(event);
          const flat = height <= size.height + 1;
          if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            const shift = (event.deltaX / room) * (shown.to - shown.from);
            zoomTime({ from: shown.from + shift, to: shown.to + shift });
          } else if (event.ctrlKey || flat) zoom(at(x), Math.exp(event.deltaY * 0.0016));
        }}
        onPointerDown={(event) => {
          const { x, y } = place(event);
          if (event.button !== 0 || x < left - 6) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x, time: at(x), brush: event.shiftKey, moved: false };
          if (!event.shiftKey && y < AXIS) travel(at(x));
        }}
        onPointerMove={(event) => {
          const { x } = place(event);
          const moment = at(x);
          setHover(moment);
          const held = drag.current;
          if (!held?.moved) point(event);
          if (!held || !(event.buttons & 1)) return;
          held.moved ||= Math.abs(x - held.x) > 3;
          if (!held.moved) return;
          if (held.brush) setBrush({ from: Math.min(held.time, moment), to: Math.max(held.time, moment) });
          else travel(moment);
        }}
        onPointerUp={(event) => {
          const held = drag.current;
          drag.current = undefined;
          if (brush && held?.brush) {
            if (brush.to - brush.from > 100) zoomTime(brush);
            setBrush(undefined);
          } else if (!held?.moved) {
            const { x, y } = place(event);
            void drawing.current?.at(x, y + host.current!.scrollTop).then(({ key, onBar, time: moment }) => {
              if (onBar) select(key);
              else if (y >= AXIS && x >= left) travel(moment);
            });
          }
        }}
        onPointerLeave={() => {
          setHover(undefined);
          point(undefined);
        }}
        onDoubleClick={() => zoomTime(undefined)}
      >
        <div ref={sheet} className="stage-canvas" style={{ width: size.width, height: size.height, marginBottom: -size.height }} aria-hidden="true" />
        <div style={{ height: compact ? Math.max(height - 8, 0) : height }} />
        {count === 0 && <p className="timeline-empty">Every pod gets a bar here, from its creation to its end. There is none yet.</p>}
      </div>
      {zoomed && (
        <button type="button" className="btn small timeline-fit" onClick={() => zoomTime(undefined)}>
          whole time <kbd>0</kbd>
        </button>
      )}
      {pointed?.hint && !drag.current?.moved && <Hint hint={pointed.hint} x={pointed.x} y={pointed.y - (host.current?.scrollTop ?? 0)} width={size.width} />}
      <Listed name={`Pods over time${side}`} listed={listed} more={count - listed.length} />
    </div>
  );
}

/** Before anything is told. */
const NOTHING: Pick<ToldTimeline, 'height' | 'left' | 'count' | 'current' | 'listed'> = { height: 0, left: 88, count: -1, current: undefined, listed: [] };

/** The same for those who listen. */
const Listed = memo(function Listed({ name, listed, more }: { name: string; listed: ToldTimeline['listed']; more: number }) {
  return (
    <ul className="sr-only" aria-label={name}>
      {listed.map(({ key, text }) => (
        <li key={key}>{text}</li>
      ))}
      {more > 0 && <li>and {more} more</li>}
    </ul>
  );
});

function Hint({ hint, x, y, width }: { hint: NonNullable<TimelineFound['hint']>; x: number; y: number; width: number }) {
  const { name, at, phase, revision, mark } = hint;
  return (
    <div
      className="tooltip"
      role="presentation"
      style={{ left: Math.min(Math.max(8, x + 14), Math.max(8, width - 260)), top: y, transform: y > 70 ? 'translateY(calc(-100% - 10px))' : 'translateY(18px)' }}
    >
      <b>{name}</b>
      <div className="soft num">
        {at.toFixed(1)} s · {phase}
        {revision > 0 && ` · revision ${revision}`}
      </div>
      {mark && (
        <div className={mark.warning ? 'bad' : undefined}>
          {mark.reason} · step {mark.step}
        </div>
      )}
    </div>
  );
}
