import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { useMirror, useSide, useTable } from '../stores/mirror.ts';
import { useAsked, useSeek } from '../stores/sides.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { Refusal } from '../worker/history-protocol.ts';
import type { PodRow } from '../worker/protocol.ts';
import { reducedMotion } from './frames.ts';
import { podSentence } from './labels.ts';
import { podHues } from './hues.ts';
import { cellX, cellY, layoutNodes, nodeAt, nodeSentence, podPlace, visibleCells, waitingPlace, withNumbers } from './nodes-layout.ts';
import type { NodeCell, NodesLayout } from './nodes-layout.ts';
import { NodesScene } from './nodes-scene.ts';
import { PodSlots } from './slots.ts';
import { useCanvas, useSize } from './use-canvas.ts';
import type { Paint } from './use-canvas.ts';

/** Above this many pods the stage is placed anew only now and then; a pod more is this many milliseconds more between two times. */
const MANY = 5000;
const PLACING = 0.02;
/** Milliseconds without scrolling. */
const REST = 100;
/** Buttons reach this far over the edges. */
const OVER = 400;

/** Pods in their nodes; requests and limits against what there is; what was refused where, and why. */
export default function NodesStage() {
  const nodes = useTable('nodes');
  const pods = useTable('pods');
  const sets = useTable('replicaSets');
  const others = useTable('others');
  const selection = useWorkspace((state) => state.selection);
  const { time } = useMirror((state) => state.position);
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(host);
  const slots = useRef(new PodSlots());
  const scene = useRef(new NodesScene());
  const [scrollTop, setScrollTop] = useState(0);
  const [hover, setHover] = useState<{ readonly key: string; readonly text: string; readonly x: number; readonly y: number }>();

  // To place many anew takes as long as several frames: not with each change, then.
  const changed = usePaced(pods.version, pods.rows.size > MANY ? pods.rows.size * PLACING : 0);
  const layout = useMemo(
    () => layoutNodes(nodes.rows.values(), pods.rows.values(), Math.max(240, size.width), slots.current),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [nodes.version, changed, size.width],
  );
  const hues = useMemo(
    () => podHues(sets.rows.values(), others.rows.values()),
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [sets.version, others.version],
  );
  const refusals = useRefusals(layout);
  const [pointed, setPointed] = useState<string>();
  // The pod that is pointed at or focused, else the one that is chosen, else the first that waits.
  const shown =
    refusals.find(({ pod }) => pod === (hover?.key ?? pointed)) ??
    refusals.find(({ pod }) => pod === pointed) ??
    refusals.find(({ pod }) => pod === selection) ??
    refusals.find(({ nodes: told }) => told.length > 0) ??
    refusals[0];
  const refused = useMemo(() => refusedBy(shown, layout, pods.rows.get(shown?.pod ?? '')), [shown, layout, pods.rows]);

  useLayoutEffect(() => scene.current.update(layout, performance.now(), !reducedMotion()), [layout]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, { palette, hatch, height, frame, detail }: Paint): boolean => {
      // The scroller's own place: a frame must not wait for React to hear of it.
      const pixel = detail ?? 1;
      const top = Math.round((host.current?.scrollTop ?? 0) * pixel) / pixel;
      context.translate(0, -top);
      scene.current.draw(
        context,
        frame,
        top,
        top + height,
        { palette, hatch, time, still: reducedMotion(), selected: selection, hovered: hover?.key, ...(detail !== undefined && { detail }) },
        hues,
        refused,
      );
      return scene.current.moving(frame);
    },
    // A new layout or place is a new picture.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [layout, time, selection, hover?.key, hues, refused],
  );
  const repaint = useCanvas(canvas, size, paint);

  // The picture follows at once. Buttons of many nodes come when the stage comes to rest: a press finds what is under it without them.
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(resting.current), []);
  const onScroll = (event: React.UIEvent<HTMLElement>) => {
    const { scrollTop: top } = event.currentTarget;
    repaint();
    clearTimeout(resting.current);
    if (layout.density !== 'small') setScrollTop(top);
    else resting.current = setTimeout(() => setScrollTop(top), REST);
  };
  const place = (event: React.MouseEvent) => {
    const bounds = host.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top + host.current!.scrollTop };
  };
  const under = (event: React.MouseEvent) => {
    const { x, y } = place(event);
    const { cell, pod } = nodeAt(layout, x, y);
    return { key: pod?.key ?? (cell === undefined ? undefined : layout.cells[cell]!.node.key), pod, cell, x, y };
  };
  return (
    <div
      ref={host}
      className="stage-scroll"
      data-testid="nodes"
      onScroll={onScroll}
      onMouseMove={(event) => {
        const { key, pod, cell, x, y } = under(event);
        setHover(key === undefined ? undefined : { key, text: pod ? podSentence(pod, time) : withRefusal(layout.cells[cell!]!, refused, shown), x, y });
      }}
      onMouseLeave={() => setHover(undefined)}
      onClick={(event) => {
        const { key } = under(event);
        if (key !== undefined) select(key);
      }}
    >
      <canvas ref={canvas} className="stage-canvas" style={{ width: size.width, height: size.height, marginBottom: -size.height }} aria-hidden="true" />
      <div className="stage-world" style={{ height: layout.height }}>
        {layout.waitingCount > 0 && <Waiting layout={layout} time={time} selection={selection} shown={shown} refused={refused} onPoint={setPointed} />}
        <NodeButtons layout={layout} top={scrollTop} bottom={scrollTop + size.height} time={time} selection={selection} refused={refused} shown={shown} />
      </div>
      {hover && <Hint {...hover} width={size.width} />}
    </div>
  );
}

/** The pods that have no node, and why not. */
function Waiting({
  layout,
  time,
  selection,
  shown,
  refused,
  onPoint,
}: {
  layout: NodesLayout;
  time: number;
  selection: string | undefined;
  shown: Refusal | undefined;
  refused: ReadonlyMap<string, string>;
  onPoint: (pod: string | undefined) => void;
}) {
  const seek = useSeek();
  const side = useSide();
  return (
    <section aria-label={`No node yet${side}`}>
      <p className="nodes-waiting" style={{ left: layout.left }}>
        <b>{layout.waitingCount === 1 ? '1 pod has' : `${layout.waitingCount} pods have`} no node</b>{' '}
        {shown && (
          <span className="soft">
            <button
              type="button"
              className="chip"
              onClick={(event) => {
                event.stopPropagation();
                seek(shown.step);
              }}
            >
              step {shown.step}
            </button>{' '}
            {shown.decision}
          </span>
        )}
      </p>
      <ul aria-label={`Pods without a node${side}`}>
        {layout.waiting.map(
          (pod, slot) =>
            pod && <PodButton key={pod.uid} pod={pod} {...waitingPlace(layout, slot)} size={22} time={time} selected={selection === pod.key} onFocus={() => onPoint(pod.key)} />,
        )}
      </ul>
      {shown && shown.nodes.length > 0 && (
        <ul className="sr-only" aria-label={`Why ${shown.name} has no node${side}`}>
          {shown.nodes.map(({ node, plugin }) => (
            <li key={node}>
              {node}: refused by {plugin}: {refused.get(node)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is drawn, to be focused, read out and pressed. */
const NodeButtons = memo(function NodeButtons({
  layout,
  top,
  bottom,
  time,
  selection,
  refused,
  shown,
}: {
  layout: NodesLayout;
  top: number;
  bottom: number;
  time: number;
  selection: string | undefined;
  refused: ReadonlyMap<string, string>;
  shown: Refusal | undefined;
}) {
  const [first, last] = visibleCells(layout, top - OVER, bottom + OVER);
  const side = useSide();
  return (
    <ul aria-label={`${layout.cells.length} nodes${side}`} onKeyDown={(event) => move(event, layout.columns)}>
      {layout.cells.slice(first, last).map((cell, offset) => {
        const index = first + offset;
        return (
          <li key={cell.node.key}>
            <button
              type="button"
              className={`node-button ${layout.density}`}
              data-testid="node"
              data-name={cell.node.name}
              data-cell={index}
              aria-label={withRefusal(cell, refused, shown)}
              aria-pressed={selection === cell.node.key}
              style={{ left: cellX(layout, index), top: cellY(layout, index), width: layout.cellWidth, height: layout.density === 'large' ? layout.podTop - 8 : layout.cellHeight }}
              onClick={(event) => {
                // A pod under the pointer is meant before its node; the keyboard means the node.
                if (event.detail === 0) {
                  event.stopPropagation();
                  select(cell.node.key);
                }
              }}
            />
            {layout.density === 'large' && cell.pods.length <= 80 && (
              <ul aria-label={`Pods on ${cell.node.name}${side}`}>
                {cell.pods.map(
                  (pod, slot) => pod && <PodButton key={pod.uid} pod={pod} {...podPlace(layout, index, slot)} size={layout.podSize} time={time} selected={selection === pod.key} />,
                )}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
});

function PodButton({ pod, x, y, size, time, selected, onFocus }: { pod: PodRow; x: number; y: number; size: number; time: number; selected: boolean; onFocus?: () => void }) {
  return (
    <li>
      <button
        type="button"
        className="pod"
        data-testid="pod"
        data-shape={pod.shape}
        aria-label={podSentence(pod, time)}
        aria-pressed={selected}
        onFocus={onFocus}
        style={{ left: x, top: y, width: size, height: size }}
        onClick={(event) => {
          event.stopPropagation();
          select(pod.key);
        }}
      />
    </li>
  );
}

function withRefusal(cell: NodeCell, refused: ReadonlyMap<string, string>, shown: Refusal | undefined): string {
  const why = refused.get(cell.node.name);
  return `${nodeSentence(cell)}${why === undefined || !shown ? '' : `, refuses ${shown.name}: ${why}`}`;
}

/** What each node says to the pod that waits: the plugin's words, with what is missing where it is room. */
function refusedBy(refusal: Refusal | undefined, layout: NodesLayout, pod: PodRow | undefined): ReadonlyMap<string, string> {
  const free = new Map(layout.cells.map(({ node, cpu, memory, count: held }) => [node.name, { cpu: node.cpu - cpu, memory: node.memory - memory, pods: node.pods - held }]));
  return new Map(refusal?.nodes.map(({ node, reasons }) => [node, withNumbers(reasons, pod, free.get(node))]));
}

/** Arrow keys go from node to node as the grid has them. */
function move(event: React.KeyboardEvent<HTMLElement>, columns: number): void {
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  const cell = (event.target as HTMLElement).dataset['cell'];
  if (by === undefined || cell === undefined) return;
  const next = event.currentTarget.querySelector<HTMLButtonElement>(`[data-cell="${Number(cell) + by}"]`);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Hint({ text, x, y, width }: { text: string; x: number; y: number; width: number }) {
  const [head, ...rest] = text.split(', ');
  return (
    <div
      className="tooltip"
      role="presentation"
      style={{ left: Math.min(Math.max(8, x + 14), Math.max(8, width - 290)), top: y > 130 ? y - 12 : y + 26, transform: y > 130 ? 'translateY(-100%)' : undefined }}
    >
      <b>{head!.replace(/^(Pod|Node) /, '')}</b>
      <div className="soft">{rest.join(' · ')}</div>
    </div>
  );
}

/** Milliseconds between two questions why pods wait. */
const PACE = 500;

/** Asked again, though not all the time, whenever the position moved while pods wait. */
function useRefusals(layout: NodesLayout): readonly Refusal[] {
  const { step, branch } = useMirror((state) => state.position);
  const side = useAsked();
  const [found, setFound] = useState<readonly Refusal[]>([]);
  const latest = useRef(layout);
  latest.current = layout;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(-Infinity);
  const { waitingCount } = layout;
  useEffect(() => {
    if (waitingCount === 0) {
      setFound([]);
      return;
    }
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        last.current = performance.now();
        const keys = latest.current.waiting.flatMap((pod) => (pod ? [pod.key] : []));
        void cluster.refusals({ keys, side }).then(setFound, () => undefined);
      },
      Math.max(0, last.current + PACE - performance.now()),
    );
  }, [waitingCount, step, branch, side]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return found;
}

/** The newest value, at most once in so many milliseconds; 0: at once. */
function usePaced<T>(value: T, pause: number): T {
  const [shown, show] = useState(value);
  const last = useRef(-Infinity);
  useEffect(() => {
    if (pause === 0) return undefined;
    const timer = setTimeout(
      () => {
        last.current = performance.now();
        show(value);
      },
      Math.max(0, last.current + pause - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [value, pause]);
  return pause === 0 ? value : shown;
}
