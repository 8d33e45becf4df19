import { useCallback, useContext, useEffect, useRef, useState } from 'react';
import { useCalm } from '../stores/calm.ts';
import { MirrorContext, useMirror } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { PodRow } from '../worker/protocol.ts';
import { takeStage, useDrawing } from './drawing/use-drawing.ts';
import { usePointed, within } from './drawing/use-pointed.ts';
import type { Pointed } from './drawing/use-pointed.ts';
import { EmptyStage } from './empty-stage.tsx';
import { isFocus, NAMESPACE } from './focus.ts';
import { podSentence } from './labels.ts';
import { currentScale, setScale, useScale } from './shared-scale.ts';
import { StageOverlay } from './stage-overlay.tsx';
import type { Zoomed } from './stage-zoom.ts';
import { useSize } from './use-size.ts';
import { zoomIn, zoomOut, zoomTo } from './zoom-into.ts';

/** Deployments, their ReplicaSets by revision and their pods. Laid out and drawn in a thread of its own, with the same here in DOM for keyboard, reader and mouse. */
export function RolloutStage({ focus }: { focus: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const view = useSize(scroller);
  const scale = useScale();
  const [open, setOpen] = useState<readonly string[]>([]);
  const [scrollTop, setScrollTop] = useState(0);
  const [hover, setHover] = useState<Pointed>();
  const namespace = useWorkspace((state) => state.namespace);
  const selection = useWorkspace((state) => state.selection);
  const now = useCalm((state) => state.position.time);
  const ready = useMirror((state) => state.ready);
  const { tables } = useContext(MirrorContext);
  const { told, drawing } = useDrawing(
    'rollout',
    sheet,
    { width: view.width, height: view.height, namespace, focus, scale, open, selected: selection, hovered: hover?.pod },
    takeStage,
  );

  const under = useRef((clientX: number, clientY: number) => {
    const { x, y } = within(scroller.current!, clientX, clientY);
    return drawing.current?.at(x, y);
  });
  // Ctrl+wheel and two fingers make the stage larger or smaller, and past that go a level in or out; plain scrolling stays the browser's.
  const gestures = useRef<Zoomed>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let gone = false;
    void import('./stage-zoom.ts').then(({ attachZoom }) => {
      if (gone) return;
      gestures.current = attachZoom(element, {
        onScale: setScale,
        onOut: zoomOut,
        aim: (x, y) => {
          const found = under.current(x, y);
          return () => void found?.then(({ pod, key }) => zoomIn(pod ?? key));
        },
      });
      gestures.current.set(currentScale());
    });
    return () => {
      gone = true;
      gestures.current?.stop();
    };
  }, []);
  useEffect(() => gestures.current?.set(scale), [scale]);

  const point = usePointed(
    scroller,
    drawing,
    useCallback((pointed) => setHover(pointed?.pod === undefined ? undefined : pointed), []),
  );
  const onFold = useCallback((key: string) => setOpen((before) => (before.includes(key) ? before.filter((one) => one !== key) : [...before, key])), []);
  const hovered = hover?.pod === undefined ? undefined : tables.pods.get(hover.pod);

  return (
    <div
      ref={scroller}
      className="stage-scroll"
      data-testid="stage"
      onScroll={(event) => {
        // The picture follows at once: it must not wait for React to hear of it.
        drawing.current?.look({ scrollTop: event.currentTarget.scrollTop });
        setScrollTop(event.currentTarget.scrollTop);
      }}
      onMouseMove={point}
      onMouseLeave={() => point(undefined)}
      onClick={(event) =>
        void under.current(event.clientX, event.clientY)?.then(({ pod }) => {
          if (pod !== undefined) select(pod);
        })
      }
      onDoubleClick={(event) =>
        void under.current(event.clientX, event.clientY)?.then(({ pod, key = '' }) => {
          if (isFocus(pod ?? key)) zoomTo(pod ?? key);
        })
      }
    >
      <div ref={sheet} className="stage-canvas" style={{ width: view.width, height: view.height, marginBottom: -view.height }} aria-hidden="true" />
      {ready && told?.count === 0 && (focus === NAMESPACE ? <EmptyStage /> : <GoneStage focus={focus} />)}
      <div className="stage-world" style={{ height: (told?.height ?? 0) * scale }}>
        {told && (
          <StageOverlay
            sections={told.sections}
            width={told.width}
            narrow={told.narrow}
            scale={scale}
            top={scrollTop / scale}
            bottom={(scrollTop + view.height) / scale}
            now={now}
            selection={selection}
            onFold={onFold}
          />
        )}
      </div>
      {hover && hovered && <Tooltip pod={hovered} x={hover.x} y={hover.y} width={view.width} now={now} />}
    </div>
  );
}

function GoneStage({ focus }: { focus: string }) {
  const step = useMirror((state) => state.position.step);
  return (
    <div className="stage-empty">
      <p className="stage-empty-title">
        {focus.slice(focus.lastIndexOf('/') + 1)} is not there at step {step}.
      </p>
      <p>It has gone or has yet to come: go through time, or zoom out.</p>
    </div>
  );
}

function Tooltip({ pod, x, y, width, now }: { pod: PodRow; x: number; y: number; width: number; now: number }) {
  const left = Math.min(Math.max(8, x + 14), Math.max(8, width - 290));
  return (
    <div className="tooltip" role="presentation" style={y > 110 ? { left, top: y - 18, transform: 'translateY(-100%)' } : { left, top: y + 40 }}>
      <b>{pod.name}</b>
      <div className={pod.shape === 'failing' ? 'bad' : 'soft'}>{podSentence(pod, now).split(', ').slice(2).join(' · ')}</div>
    </div>
  );
}
