/**
 * What the page and the thread that draws say to each other. That thread has the rows, works out what stands where, paints, and knows
 * what is at a point; the page has the words and buttons. Rows come to it from the engine's thread, not over the page.
 */
import type { Palette } from '../palette.ts';
import type { Refusal } from '../../worker/history-protocol.ts';
import type { Side } from '../../worker/protocol.ts';
import type { Density } from '../nodes-layout.ts';
import type { NodeWords } from './node-words.ts';
import type { PodWords, SectionWords } from './words.ts';
import type { Stroke } from './recording.ts';

/** How a stage is looked at. Lengths in CSS pixels. */
export interface Look {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  readonly scrollTop: number;
  readonly palette: Palette;
  /** The person wants things to stand still. */
  readonly still: boolean;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
}

export interface RolloutLook extends Look {
  readonly namespace: string | undefined;
  readonly focus: string;
  readonly scale: number;
  /** Keys of the sections whose old ReplicaSets are unfolded. */
  readonly open: readonly string[];
}

export interface NodesLook extends Look {
  /** Whose refusals the nodes tell. */
  readonly refusal: Refusal | undefined;
}

/** Sections that are in reach, in their order; those that changed since the last time. */
export interface StageWords {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  /** Of the model, in reach or not. */
  readonly count: number;
  readonly keys: readonly string[];
  readonly put: readonly SectionWords[];
}

/** Nodes that are in reach, and the pods that have none. */
export interface NodesWords {
  readonly height: number;
  readonly density: Density;
  readonly columns: number;
  readonly left: number;
  /** Of all nodes. */
  readonly count: number;
  readonly keys: readonly string[];
  readonly put: readonly NodeWords[];
  readonly waitingCount: number;
  /** Where they begin, in CSS pixels from the top: what is said of them stands above. */
  readonly waitingTop: number;
  /** Those of them that are drawn. */
  readonly waiting: readonly PodWords[];
  /** What each node says to the pod of the refusal, with the plugin that says it. */
  readonly refused: readonly { readonly node: string; readonly plugin: string; readonly reason: string }[];
}

/** What is at a point: a pod, else the card, section or node. Keys of objects. */
export interface Found {
  readonly pod: string | undefined;
  readonly key: string | undefined;
}

export type ToDrawing =
  | { readonly say: 'rows'; readonly port: MessagePort }
  | ({ readonly say: 'open'; readonly view: number; readonly side: Side; readonly canvas: OffscreenCanvas } & Opened)
  | { readonly say: 'look'; readonly view: number; readonly look: Partial<RolloutLook & NodesLook> }
  | { readonly say: 'at'; readonly view: number; readonly id: number; readonly x: number; readonly y: number }
  | { readonly say: 'record'; readonly view: number; readonly id: number }
  /** The same once more, with so many pixels per CSS pixel. */
  | { readonly say: 'copy'; readonly view: number; readonly id: number; readonly ratio: number }
  | { readonly say: 'close'; readonly view: number };

type Opened = { readonly stage: 'rollout'; readonly look: RolloutLook } | { readonly stage: 'nodes'; readonly look: NodesLook };

export interface Stages {
  readonly rollout: { readonly look: RolloutLook; readonly words: StageWords };
  readonly nodes: { readonly look: NodesLook; readonly words: NodesWords };
}

export type FromDrawing =
  | { readonly say: 'words'; readonly view: number; readonly words: StageWords | NodesWords }
  | { readonly say: 'found'; readonly id: number; readonly found: Found }
  | { readonly say: 'recorded'; readonly id: number; readonly strokes: readonly Stroke[] }
  | ({ readonly say: 'copied'; readonly id: number } & Copied);

/** What was drawn once more, and the step of which branch it shows. */
export interface Copied {
  readonly step: number;
  readonly branch: number;
  /** Absent where there was nothing to draw on. */
  readonly bitmap: ImageBitmap | undefined;
}
