import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useMirror, useTable } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { PodRow } from '../worker/protocol.ts';
import { focusedSections, isFocus, NAMESPACE } from './focus.ts';
import { frames, reducedMotion } from './frames.ts';
import { podSentence } from './labels.ts';
import { keyAt, layoutStage } from './layout.ts';
import type { Measure } from './layout.ts';
import { stageModel } from './model.ts';
import { readPalette } from './palette.ts';
import type { Palette } from './palette.ts';
import { hatchPattern } from './pod-painter.ts';
import { StageScene } from './scene.ts';
import { PodSlots } from './slots.ts';
import { StageOverlay } from './stage-overlay.tsx';
import { zoomIn, zoomOut, zoomTo } from './zoom-into.ts';

/** Pixels of scrolling between two layouts. */
const STRIDE = 800;

interface View {
  readonly width: number;
  readonly height: number;
}

const fonts = { small: '12.5px Inter, system-ui, sans-serif', normal: '13px Inter, system-ui, sans-serif', title: '620 17px Inter, system-ui, sans-serif' };
let measuring: CanvasRenderingContext2D | null = null;
const measure: Measure = (text, font) => {
  measuring ??= document.createElement('canvas').getContext('2d');
  if (!measuring) return text.length * 7;
  measuring.font = fonts[font];
  return measuring.measureText(text).width;
};

/** Deployments, their ReplicaSets by revision and their pods. Drawn on canvas, with the same in DOM for keyboard, reader and mouse. */
export function RolloutStage({ focus }: { focus: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<View>({ width: 0, height: 0 });
  const [scale, setScale] = useState(1);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [scrollTop, setScrollTop] = useState(0);
  const [hover, setHover] = useState<{ pod: PodRow; x: number; y: number }>();
  const namespace = useWorkspace((state) => state.namespace);
  const selection = useWorkspace((state) => state.selection);
  const pods = useTable('pods');
  const deployments = useTable('deployments');
  const replicaSets = useTable('replicaSets');
  const workloads = useTable('workloads');
  const services = useTable('services');
  const slices = useTable('slices');
  const traffic = useTable('traffic');
  const others = useTable('others');
  const nodes = useTable('nodes');
  const position = useMirror((state) => state.position);
  const ready = useMirror((state) => state.ready);
  const slots = useRef(new PodSlots());
  const scene = useRef(new StageScene());
  const palette = useRef<{ palette: Palette; hatch: CanvasPattern | null }>(undefined);

  const whole = useMemo(
    () =>
      stageModel({
        namespace,
        pods: pods.rows.values(),
        deployments: deployments.rows.values(),
        replicaSets: replicaSets.rows.values(),
        workloads: workloads.rows.values(),
        services: services.rows.values(),
        slices: slices.rows.values(),
        traffic: traffic.rows.values(),
        others: others.rows.values(),
        nodes: nodes.rows.values(),
      }),
    // The maps keep their identity; their versions say that they changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [namespace, pods.version, deployments.version, replicaSets.version, workloads.version, services.version, slices.version, traffic.version, others.version, nodes.version],
  );
  const sections = useMemo(() => focusedSections(whole, focus), [whole, focus]);
  const near = focus !== NAMESPACE;
  // In strides, so that scrolling seldom lays out anew.
  const stride = Math.floor(scrollTop / STRIDE) * STRIDE;
  const layout = useMemo(
    () =>
      layoutStage(sections, {
        width: Math.max(240, view.width / scale),
        measure,
        slots: slots.current,
        open,
        large: near,
        near: { top: (stride - STRIDE) / scale, bottom: (stride + 2 * STRIDE + view.height) / scale },
      }),
    [sections, view.width, view.height, scale, open, stride, near],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setView({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    setView({ width: element.clientWidth, height: element.clientHeight });
    return () => observer.disconnect();
  }, []);

  // Ctrl+wheel and two fingers make the stage larger or smaller, and past that go a level in or out; plain scrolling stays the browser's.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let stop: (() => void) | undefined;
    let gone = false;
    void import('./stage-zoom.ts').then(({ attachZoom }) => {
      if (!gone) stop = attachZoom(element, { onScale: setScale, onOut: zoomOut, aim: (x, y) => zoomInto(under.current(x, y)) });
    });
    return () => {
      gone = true;
      stop?.();
    };
  }, []);

  const drawn = useRef({ layout, time: position.time, selection, hover: hover?.pod.key, view, scale });
  drawn.current = { layout, time: position.time, selection, hover: hover?.pod.key, view, scale };

  const draw = useCallback((now: number): boolean => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    const top = scroller.current?.scrollTop ?? 0;
    if (!element || !context) return false;
    const { view: size, time, selection: selected, hover: hovered, scale: k } = drawn.current;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(size.width * ratio);
    const height = Math.round(size.height * ratio);
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
      palette.current = undefined;
    }
    if (!palette.current) {
      const colours = readPalette(element);
      palette.current = { palette: colours, hatch: hatchPattern(context, colours, ratio) };
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio * k, 0, 0, ratio * k, 0, -top * ratio);
    scene.current.draw(context, now, top / k, (top + size.height) / k, { ...palette.current, time, still: reducedMotion(), selected, hovered, detail: ratio * k });
    return scene.current.moving(now);
  }, []);

  useLayoutEffect(() => {
    scene.current.update(layout, performance.now(), !reducedMotion());
    frames.request(draw);
  }, [layout, draw]);
  useEffect(() => frames.request(draw), [position.time, selection, hover, view, scale, draw]);
  useEffect(() => {
    const repaint = () => {
      palette.current = undefined;
      frames.request(draw);
    };
    window.addEventListener('kubetick-theme', repaint);
    return () => {
      window.removeEventListener('kubetick-theme', repaint);
      frames.cancel(draw);
    };
  }, [draw]);

  const pointAt = (event: React.MouseEvent) => {
    const bounds = scroller.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top + scroller.current!.scrollTop };
  };
  const under = useRef<(clientX: number, clientY: number) => string | undefined>(() => undefined);
  under.current = (clientX, clientY) => {
    const bounds = scroller.current!.getBoundingClientRect();
    const x = (clientX - bounds.left) / scale;
    const y = (clientY - bounds.top + scroller.current!.scrollTop) / scale;
    return scene.current.podAt(x, y)?.key ?? keyAt(layout, x, y);
  };
  const podUnder = (event: React.MouseEvent) => {
    const { x, y } = pointAt(event);
    return scene.current.podAt(x / scale, y / scale);
  };

  return (
    <div
      ref={scroller}
      className="stage-scroll"
      data-testid="stage"
      onScroll={(event) => {
        setScrollTop(event.currentTarget.scrollTop);
        frames.request(draw);
      }}
      onMouseMove={(event) => {
        const pod = podUnder(event);
        const { x, y } = pointAt(event);
        setHover(pod && { pod, x, y });
      }}
      onMouseLeave={() => setHover(undefined)}
      onClick={(event) => {
        const pod = podUnder(event);
        if (pod) select(pod.key);
      }}
      onDoubleClick={(event) => {
        const key = under.current(event.clientX, event.clientY);
        if (key !== undefined && isFocus(key)) zoomTo(key);
      }}
    >
      <canvas ref={canvas} className="stage-canvas" style={{ width: view.width, height: view.height, marginBottom: -view.height }} aria-hidden="true" />
      {ready && sections.length === 0 && (near ? <GoneStage focus={focus} step={position.step} /> : <EmptyStage />)}
      <div className="stage-world" style={{ height: layout.height * scale }}>
        <StageOverlay
          layout={layout}
          scale={scale}
          top={scrollTop / scale}
          bottom={(scrollTop + view.height) / scale}
          now={position.time}
          selection={selection}
          onFold={(key) => setOpen((before) => toggled(before, key))}
        />
      </div>
      {hover && <Tooltip pod={hover.pod} x={hover.x} y={hover.y} width={view.width} now={position.time} />}
    </div>
  );
}

function GoneStage({ focus, step }: { focus: string; step: number }) {
  return (
    <div className="stage-empty">
      <p className="stage-empty-title">
        {focus.slice(focus.lastIndexOf('/') + 1)} is not there at step {step}.
      </p>
      <p>It has gone or has yet to come: go through time, or zoom out.</p>
    </div>
  );
}

function EmptyStage() {
  return (
    <div className="stage-empty">
      <p className="stage-empty-title">Nothing runs here yet.</p>
      <p>
        Press <b>Apply</b> to hand the manifest to the cluster, then <b>step</b> to see what each controller does about it.
      </p>
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

const zoomInto = (wanted: string | undefined) => () => zoomIn(wanted);

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
