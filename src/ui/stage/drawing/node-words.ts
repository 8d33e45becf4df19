/** What of the laid out nodes is told in words and buttons. */
import type { Refusal } from '../../worker/history-protocol.ts';
import type { PodRow } from '../../worker/protocol.ts';
import { cellX, cellY, nodeSentence, podPlace, visibleCells, waitingPlace, withNumbers } from '../nodes-layout.ts';
import type { NodeCell, NodesLayout } from '../nodes-layout.ts';
import { podWords } from './words.ts';
import type { PodWords } from './words.ts';

/** Above this many pods on a node they are counted. */
const LISTED = 80;
const WAITING_SIZE = 22;

export interface NodeWords {
  readonly key: string;
  readonly name: string;
  /** Its place in the grid. */
  readonly cell: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  /** Absent where they are too small or too many to list. */
  readonly pods: readonly PodWords[] | undefined;
}

/** The nodes between two heights. */
export function nodeWords(layout: NodesLayout, now: number, top: number, bottom: number, refused: ReadonlyMap<string, string>, asking: string): NodeWords[] {
  const [first, last] = visibleCells(layout, top, bottom);
  return layout.cells.slice(first, last).map((cell, offset) => {
    const index = first + offset;
    return {
      key: cell.node.key,
      name: cell.node.name,
      cell: index,
      x: cellX(layout, index),
      y: cellY(layout, index),
      width: layout.cellWidth,
      height: layout.density === 'large' ? layout.podTop - 8 : layout.cellHeight,
      label: withRefusal(cell, refused, asking),
      pods: layout.density === 'large' && cell.pods.length <= LISTED ? placed(cell.pods, (slot) => podPlace(layout, index, slot), layout.podSize, now) : undefined,
    };
  });
}

/** The pods that have no node, as far as they are drawn. */
export const waitingWords = (layout: NodesLayout, now: number): PodWords[] => placed(layout.waiting, (slot) => waitingPlace(layout, slot), WAITING_SIZE, now);

const placed = (pods: readonly (PodRow | undefined)[], at: (slot: number) => { readonly x: number; readonly y: number }, size: number, now: number): PodWords[] =>
  pods.flatMap((pod, slot) => (pod ? [podWords(pod, { ...at(slot), width: size, height: size }, now)] : []));

function withRefusal(cell: NodeCell, refused: ReadonlyMap<string, string>, asking: string): string {
  const why = refused.get(cell.node.name);
  return `${nodeSentence(cell)}${why === undefined ? '' : `, refuses ${asking}: ${why}`}`;
}

/** What each node says to the pod that waits: the plugin's words, with what is missing where it is room. */
export function refusedBy(refusal: Refusal | undefined, layout: NodesLayout, pod: PodRow | undefined): ReadonlyMap<string, string> {
  if (!refusal) return new Map();
  const free = new Map(layout.cells.map(({ node, cpu, memory, count: held }) => [node.name, { cpu: node.cpu - cpu, memory: node.memory - memory, pods: node.pods - held }]));
  return new Map(refusal.nodes.map(({ node, reasons }) => [node, withNumbers(reasons, pod, free.get(node))]));
}
