import { memo, useContext, useEffect, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { useCalm } from '../stores/calm.ts';
import { MirrorContext, useSide } from '../stores/mirror.ts';
import { useAsked, useSeek } from '../stores/sides.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { Refusal } from '../worker/history-protocol.ts';
import type { NodeWords } from './drawing/node-words.ts';
import { takeNodes, useDrawing } from './drawing/use-drawing.ts';
import type { ToldNodes } from './drawing/use-drawing.ts';
import { usePointed, within } from './drawing/use-pointed.ts';
import type { Pointed } from './drawing/use-pointed.ts';
import { podSentence } from './labels.ts';
import type { Density } from './nodes-layout.ts';
import { PodButton } from './pod-button.tsx';
import { useSize } from './use-size.ts';

/** Pods in their nodes; requests and limits against what there is; what was refused where, and why. */
export default function NodesStage() {
  const selection = useWorkspace((state) => state.selection);
  const time = useCalm((state) => state.position.time);
  const { tables } = useContext(MirrorContext);
  const host = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const [hover, setHover] = useState<Pointed>();
  const [pointed, setPointed] = useState<string>();
  const [refusals, setRefusals] = useState<readonly Refusal[]>(NONE);
  // The pod that is pointed at or focused, else the one that is chosen, else the first that waits.
  const shown =
    refusals.find(({ pod }) => pod === (hover?.key ?? pointed)) ??
    refusals.find(({ pod }) => pod === pointed) ??
    refusals.find(({ pod }) => pod === selection) ??
    refusals.find(({ nodes: told }) => told.length > 0) ??
    refusals[0];
  const { told, drawing } = useDrawing('nodes', sheet, { ...size, selected: selection, hovered: hover?.key, refusal: shown }, takeNodes);
  useRefusals(told, setRefusals);
  const point = usePointed(host, drawing, setHover);
  const hint = hover?.key === undefined ? undefined : hintOf(hover, told, tables.pods, time);
  return (
    <div
      ref={host}
      className="stage-scroll"
      data-testid="nodes"
      onScroll={(event) => drawing.current?.look({ scrollTop: event.currentTarget.scrollTop })}
      onMouseMove={point}
      onMouseLeave={() => point(undefined)}
      onClick={(event) => {
        const { x, y } = within(host.current!, event.clientX, event.clientY);
        void drawing.current?.at(x, y).then(({ key }) => {
          if (key !== undefined) select(key);
        });
      }}
    >
      <div ref={sheet} className="stage-canvas" style={{ width: size.width, height: size.height, marginBottom: -size.height }} aria-hidden="true" />
      <div className="stage-world" style={{ height: told?.height ?? 0 }}>
        {told && told.waitingCount > 0 && <Waiting told={told} selection={selection} shown={shown} onPoint={setPointed} />}
        {told && <NodeButtons nodes={told.nodes} count={told.count} columns={told.columns} density={told.density} selection={selection} />}
      </div>
      {hover && hint !== undefined && <Hint text={hint} x={hover.x} y={hover.y} width={size.width} />}
    </div>
  );
}

function hintOf({ pod, key }: Pointed, told: ToldNodes | undefined, pods: ReadonlyMap<string, Parameters<typeof podSentence>[0]>, time: number): string | undefined {
  if (pod === undefined) return told?.nodes.find((node) => node.key === key)?.label;
  const row = pods.get(pod);
  return row && podSentence(row, time);
}

/** The pods that have no node, and why not. */
function Waiting({ told, selection, shown, onPoint }: { told: ToldNodes; selection: string | undefined; shown: Refusal | undefined; onPoint: (pod: string | undefined) => void }) {
  const seek = useSeek();
  const side = useSide();
  return (
    <section aria-label={`No node yet${side}`}>
      <p className="nodes-waiting" style={{ left: told.left, maxHeight: told.waitingTop - 12 }}>
        <b>{told.waitingCount === 1 ? '1 pod has' : `${told.waitingCount} pods have`} no node</b>{' '}
        {told.waitingCount > told.waiting.length && <span className="soft">({told.waiting.length} of them are drawn; the Table has all) </span>}
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
        {told.waiting.map(({ key, uid, ...pod }) => (
          <PodButton key={uid} podKey={key} {...pod} selected={selection === key} onPoint={onPoint} />
        ))}
      </ul>
      {shown && told.refused.length > 0 && (
        <ul className="sr-only" aria-label={`Why ${shown.name} has no node${side}`}>
          {told.refused.map(({ node, plugin, reason }) => (
            <li key={node}>
              {node}: refused by {plugin}: {reason}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is drawn, to be focused, read out and pressed. */
const NodeButtons = memo(function NodeButtons({
  nodes,
  count,
  columns,
  density,
  selection,
}: {
  nodes: readonly NodeWords[];
  count: number;
  columns: number;
  density: Density;
  selection: string | undefined;
}) {
  const side = useSide();
  return (
    <ul aria-label={`${count} nodes${side}`} onKeyDown={(event) => move(event, columns)}>
      {nodes.map((node) => (
        <NodeButton key={node.key} node={node} density={density} side={side} selection={selection !== undefined && holds(node, selection) ? selection : undefined} />
      ))}
    </ul>
  );
});

const holds = (node: NodeWords, key: string): boolean => node.key === key || (node.pods?.some((pod) => pod.key === key) ?? false);

const NodeButton = memo(function NodeButton({ node, density, side, selection }: { node: NodeWords; density: Density; side: string; selection: string | undefined }) {
  return (
    <li>
      <button
        type="button"
        className={`node-button ${density}`}
        data-testid="node"
        data-name={node.name}
        data-cell={node.cell}
        aria-label={node.label}
        aria-pressed={selection === node.key}
        style={{ left: node.x, top: node.y, width: node.width, height: node.height }}
        onClick={(event) => {
          // A pod under the pointer is meant before its node; the keyboard means the node.
          if (event.detail === 0) {
            event.stopPropagation();
            select(node.key);
          }
        }}
      />
      {node.pods && (
        <ul aria-label={`Pods on ${node.name}${side}`}>
          {node.pods.map(({ key, uid, ...pod }) => (
            <PodButton key={uid} podKey={key} {...pod} selected={selection === key} />
          ))}
        </ul>
      )}
    </li>
  );
});

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
const NONE: readonly Refusal[] = [];

/** Asked again, though not all the time, whenever the position moved while pods wait. */
function useRefusals(told: ToldNodes | undefined, setFound: (found: readonly Refusal[]) => void): void {
  const step = useCalm((state) => state.position.step);
  const branch = useCalm((state) => state.position.branch);
  const side = useAsked();
  const latest = useRef(told);
  latest.current = told;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(-Infinity);
  const waits = (told?.waitingCount ?? 0) > 0;
  const first = told?.waiting[0]?.key;
  useEffect(() => {
    if (!waits) {
      setFound(NONE);
      return;
    }
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        last.current = performance.now();
        void cluster.refusals({ keys: latest.current?.waiting.map(({ key }) => key) ?? [], side }).then(setFound, () => undefined);
      },
      Math.max(0, last.current + PACE - performance.now()),
    );
  }, [waits, told?.waitingCount, first, step, branch, side, setFound]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
