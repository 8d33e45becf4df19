/** Where nodes and their pods go: a grid of equal cells, so that a point tells its node and its pod by arithmetic alone. Pure. */
import type { NodeRow, PodRow } from '../worker/protocol.ts';
import { PodSlots } from './slots.ts';

export type Density = 'large' | 'medium' | 'small';

export interface NodeCell {
  readonly node: NodeRow;
  /** By place; a hole where a pod went. */
  readonly pods: readonly (PodRow | undefined)[];
  readonly count: number;
  readonly cpu: number;
  readonly memory: number;
  readonly cpuLimit: number;
  readonly memoryLimit: number;
}

export interface NodesLayout {
  readonly density: Density;
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  readonly left: number;
  /** Where the grid starts, under the pods that have no node. */
  readonly top: number;
  readonly podSize: number;
  readonly pitch: number;
  readonly podColumns: number;
  /** Of the first pod in a cell. */
  readonly podLeft: number;
  readonly podTop: number;
  readonly cells: readonly NodeCell[];
  readonly waiting: readonly (PodRow | undefined)[];
  readonly waitingCount: number;
  readonly waitingColumns: number;
  readonly waitingTop: number;
  readonly height: number;
}

const sizes = {
  large: { least: 208, gap: 14, pod: 22, pitch: 28, podLeft: 16, podTop: 124, foot: 12, rows: 2 },
  medium: { least: 118, gap: 8, pod: 11, pitch: 14, podLeft: 9, podTop: 38, foot: 7, rows: 2 },
  small: { least: 46, gap: 4, pod: 4, pitch: 5, podLeft: 4, podTop: 12, foot: 3, rows: 2 },
} as const;

const MARGIN = 18;
/** Rows of pods without a node that are drawn; the rest is counted. */
const WAITING_ROWS = 4;

export function layoutNodes(nodes: Iterable<NodeRow>, pods: Iterable<PodRow>, width: number, slots: PodSlots): NodesLayout {
  const byNode = new Map<string, PodRow[]>();
  const unplaced: PodRow[] = [];
  for (const pod of pods) {
    if (pod.node === undefined || pod.node === '') {
      unplaced.push(pod);
      continue;
    }
    const list = byNode.get(pod.node);
    if (list) list.push(pod);
    else byNode.set(pod.node, [pod]);
  }
  const sorted = [...nodes].sort((a, b) => compareNames(a.name, b.name));
  const density: Density = sorted.length <= 16 ? 'large' : sorted.length <= 150 ? 'medium' : 'small';
  const size = sizes[density];
  const margin = width < 480 ? 12 : MARGIN;
  const inner = width - 2 * margin;
  const columns = Math.max(1, Math.min(Math.floor((inner + size.gap) / (size.least + size.gap)), density === 'large' ? Math.max(1, sorted.length) : Infinity));
  const cellWidth = Math.floor((inner + size.gap) / columns) - size.gap;
  const podColumns = Math.max(1, Math.floor((cellWidth - 2 * size.podLeft + size.pitch - size.pod) / size.pitch));
  let most = 0;
  const cells = sorted.map((node) => {
    const cell = cellOf(node, byNode.get(node.name) ?? [], slots);
    most = Math.max(most, cell.pods.length);
    return cell;
  });
  const rows = Math.max(size.rows, Math.ceil(most / podColumns));
  const cellHeight = size.podTop + rows * size.pitch - (size.pitch - size.pod) + size.foot;
  const waitingColumns = Math.max(1, Math.floor(inner / 28));
  const waiting = placed('waiting', unplaced.slice(0, waitingColumns * WAITING_ROWS), slots);
  // Above them stands why, a sentence with its numbers: two lines of it, four where lines are short.
  const waitingTop = inner < 480 ? 98 : 58;
  const top = unplaced.length === 0 ? margin : waitingTop + Math.ceil(waiting.length / waitingColumns) * 28 + 18;
  const gridRows = Math.ceil(cells.length / columns);
  return {
    density,
    columns,
    cellWidth,
    cellHeight,
    gap: size.gap,
    left: margin,
    top,
    podSize: size.pod,
    pitch: size.pitch,
    podColumns,
    podLeft: size.podLeft,
    podTop: size.podTop,
    cells,
    waiting,
    waitingCount: unplaced.length,
    waitingColumns,
    waitingTop,
    height: top + gridRows * (cellHeight + size.gap) + margin,
  };
}

function cellOf(node: NodeRow, pods: readonly PodRow[], slots: PodSlots): NodeCell {
  let cpu = 0;
  let memory = 0;
  let cpuLimit = 0;
  let memoryLimit = 0;
  for (const pod of pods) {
    if (pod.shape === 'done') continue;
    cpu += pod.cpu;
    memory += pod.memory;
    cpuLimit += pod.cpuLimit;
    memoryLimit += pod.memoryLimit;
  }
  return { node, pods: placed(node.uid, pods, slots), count: pods.length, cpu, memory, cpuLimit, memoryLimit };
}

function placed(card: string, pods: readonly PodRow[], slots: PodSlots): (PodRow | undefined)[] {
  const places = slots.assign(card, pods);
  const bySlot: (PodRow | undefined)[] = [];
  for (const pod of pods) bySlot[places.get(pod.uid)!] = pod;
  return Array.from(bySlot);
}

export const cellX = (layout: NodesLayout, index: number): number => layout.left + (index % layout.columns) * (layout.cellWidth + layout.gap);
export const cellY = (layout: NodesLayout, index: number): number => layout.top + Math.floor(index / layout.columns) * (layout.cellHeight + layout.gap);

/** Which cells reach into a stretch of heights: first, and one after the last. */
export function visibleCells(layout: NodesLayout, top: number, bottom: number): readonly [number, number] {
  const pitch = layout.cellHeight + layout.gap;
  const first = Math.max(0, Math.floor((top - layout.top) / pitch)) * layout.columns;
  const last = (Math.floor((bottom - layout.top) / pitch) + 1) * layout.columns;
  return [Math.min(first, layout.cells.length), Math.max(0, Math.min(last, layout.cells.length))];
}

export function podPlace(layout: NodesLayout, cell: number, slot: number): { readonly x: number; readonly y: number } {
  return {
    x: cellX(layout, cell) + layout.podLeft + (slot % layout.podColumns) * layout.pitch,
    y: cellY(layout, cell) + layout.podTop + Math.floor(slot / layout.podColumns) * layout.pitch,
  };
}

export function waitingPlace(layout: NodesLayout, slot: number): { readonly x: number; readonly y: number } {
  return { x: layout.left + (slot % layout.waitingColumns) * 28, y: layout.waitingTop + Math.floor(slot / layout.waitingColumns) * 28 };
}

/** What is at a point. */
export function nodeAt(layout: NodesLayout, x: number, y: number): { readonly cell?: number; readonly pod?: PodRow } {
  if (y < layout.top) {
    const column = Math.floor((x - layout.left) / 28);
    const row = Math.floor((y - layout.waitingTop) / 28);
    const pod = column >= 0 && column < layout.waitingColumns && row >= 0 ? layout.waiting[row * layout.waitingColumns + column] : undefined;
    return pod ? { pod } : {};
  }
  const column = Math.floor((x - layout.left) / (layout.cellWidth + layout.gap));
  const row = Math.floor((y - layout.top) / (layout.cellHeight + layout.gap));
  const cell = row * layout.columns + column;
  if (column < 0 || column >= layout.columns || cell >= layout.cells.length) return {};
  const insideX = x - cellX(layout, cell);
  const insideY = y - cellY(layout, cell);
  if (insideX > layout.cellWidth || insideY > layout.cellHeight) return {};
  const podColumn = Math.floor((insideX - layout.podLeft) / layout.pitch);
  const podRow = Math.floor((insideY - layout.podTop) / layout.pitch);
  if (podColumn < 0 || podColumn >= layout.podColumns || podRow < 0) return { cell };
  const pod = layout.cells[cell]!.pods[podRow * layout.podColumns + podColumn];
  return pod ? { cell, pod } : { cell };
}

/** `node-2` before `node-10`. */
function compareNames(a: string, b: string): number {
  const [, headA = a, tailA] = /^(.*?)(\d{1,9})$/.exec(a) ?? [];
  const [, headB = b, tailB] = /^(.*?)(\d{1,9})$/.exec(b) ?? [];
  if (headA === headB && tailA !== undefined && tailB !== undefined) return Number(tailA) - Number(tailB);
  return a < b ? -1 : a > b ? 1 : 0;
}

export const cores = (milli: number): string => (milli >= 1000 || milli === 0 ? `${Number((milli / 1000).toFixed(2))}` : `${milli}m`);
export const amount = (bytes: number): string => (bytes >= 2 ** 30 ? `${Number((bytes / 2 ** 30).toFixed(1))} Gi` : `${Math.round(bytes / 2 ** 20)} Mi`);

/** `Insufficient cpu` with how much is asked for and how much is left. */
export function withNumbers(
  reasons: string,
  pod: Pick<PodRow, 'cpu' | 'memory'> | undefined,
  free: { readonly cpu: number; readonly memory: number; readonly pods: number } | undefined,
): string {
  if (!pod || !free) return reasons;
  return reasons
    .replace('Insufficient cpu', `Insufficient cpu (asks ${cores(pod.cpu)}, ${cores(Math.max(0, free.cpu))} left)`)
    .replace('Insufficient memory', `Insufficient memory (asks ${amount(pod.memory)}, ${amount(Math.max(0, free.memory))} left)`)
    .replace('Too many pods', `Too many pods (${Math.max(0, free.pods)} places left)`);
}

export const stateOf = ({ ready, schedulable }: NodeRow): string => `${ready ? 'Ready' : 'NotReady'}${schedulable ? '' : ', cordoned'}`;

/** A node in a sentence. */
export function nodeSentence({ node, count, cpu, memory, cpuLimit, memoryLimit }: NodeCell): string {
  return [
    `Node ${node.name}`,
    stateOf(node),
    `${count} of ${node.pods} pods`,
    `CPU ${cores(cpu)} of ${cores(node.cpu)} requested${cpuLimit > 0 ? `, limits ${cores(cpuLimit)}` : ''}`,
    `memory ${amount(memory)} of ${amount(node.memory)} requested${memoryLimit > 0 ? `, limits ${amount(memoryLimit)}` : ''}`,
    ...node.taints.map((taint) => `taint ${taint}`),
  ].join(', ');
}
