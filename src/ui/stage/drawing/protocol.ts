/**
 * What the page and the thread that draws say to each other. That thread has the rows, works out what stands where, paints, and knows
 * what is at a point; the page has the words and buttons. Rows come to it from the engine's thread, not over the page.
 */
import type { Palette } from '../palette.ts';
import type { LifeMark, Refusal } from '../../worker/history-protocol.ts';
import type { Side } from '../../worker/protocol.ts';
import type { Density } from '../nodes-layout.ts';
import type { TimeWindow } from '../timeline-layout.ts';
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
}

export interface RolloutLook extends Look {
  readonly hovered: string | undefined;
  readonly namespace: string | undefined;
  readonly focus: string;
  readonly scale: number;
  /** Keys of the sections whose old ReplicaSets are unfolded. */
  readonly open: readonly string[];
}

export interface NodesLook extends Look {
  readonly hovered: string | undefined;
  /** Whose refusals the nodes tell. */
  readonly refusal: Refusal | undefined;
}

export interface TimelineLook extends Look {
  readonly namespace: string | undefined;
  /** Without headings, and all rows in the height that there is, if they can. */
  readonly compact: boolean;
  /** What was zoomed to. */
  readonly zoomed: TimeWindow | undefined;
  /** What the Timeline beside it needs: both show the same stretch of time. */
  readonly other: TimeWindow | undefined;
  /** The uid of the pod that the keyboard is at. */
  readonly cursor: string | undefined;
  readonly brush: TimeWindow | undefined;
  /** The moment that is pointed at. */
  readonly hover: number | undefined;
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

/** A Timeline around its bars, and the first of its pods one by one. */
export interface TimelineWords {
  readonly height: number;
  /** Left edge of the bars. */
  readonly left: number;
  /** The stretch of time that shows all of them. */
  readonly fitted: TimeWindow;
  /** Up to where the branch is known. */
  readonly until: number;
  /** Of all pods. */
  readonly count: number;
  /** What happened to the pod that the keyboard is at. */
  readonly current: string | undefined;
  /** Absent: they stay as they are. */
  readonly listed: { readonly keys: readonly string[]; readonly put: readonly { readonly key: string; readonly text: string }[] } | undefined;
}

export interface TimelineFound extends Found {
  /** The moment there. */
  readonly time: number;
  readonly onBar: boolean;
  readonly hint:
    | {
        readonly name: string;
        /** Seconds since the tape began. */
        readonly at: number;
        readonly phase: string;
        /** 0: its owner has none. */
        readonly revision: number;
        readonly mark: LifeMark | undefined;
      }
    | undefined;
}

/** The next or last moment at which something changed; the pod below or above another one. */
export type TimelineQuestion = { readonly ask: 'moment'; readonly by: 1 | -1 } | { readonly ask: 'row'; readonly from: string | undefined; readonly by: 1 | -1 };

export interface TimelineAnswer {
  readonly moment: number | undefined;
  readonly row: { readonly uid: string; readonly key: string; readonly y: number; readonly height: number } | undefined;
}

/** What is at a point: a pod, else the card, section or node. Keys of objects. */
export interface Found {
  readonly pod: string | undefined;
  readonly key: string | undefined;
}

export type ToDrawing =
  | { readonly say: 'rows'; readonly port: MessagePort }
  | ({ readonly say: 'open'; readonly view: number; readonly side: Side; readonly canvas: OffscreenCanvas | HTMLCanvasElement } & Opened)
  | { readonly say: 'look'; readonly view: number; readonly look: Partial<AnyLook> }
  | { readonly say: 'at'; readonly view: number; readonly id: number; readonly x: number; readonly y: number }
  | { readonly say: 'ask'; readonly view: number; readonly id: number; readonly question: TimelineQuestion }
  | { readonly say: 'record'; readonly view: number; readonly id: number }
  /** The same once more, with so many pixels per CSS pixel. */
  | { readonly say: 'copy'; readonly view: number; readonly id: number; readonly ratio: number }
  | { readonly say: 'close'; readonly view: number };

export type AnyLook = RolloutLook & NodesLook & TimelineLook;

type Opened =
  | { readonly stage: 'rollout'; readonly look: RolloutLook }
  | { readonly stage: 'nodes'; readonly look: NodesLook }
  | { readonly stage: 'timeline'; readonly look: TimelineLook };

export interface Stages {
  readonly rollout: { readonly look: RolloutLook; readonly words: StageWords; readonly found: Found };
  readonly nodes: { readonly look: NodesLook; readonly words: NodesWords; readonly found: Found };
  readonly timeline: { readonly look: TimelineLook; readonly words: TimelineWords; readonly found: TimelineFound };
}

export type AnyWords = Stages[keyof Stages]['words'];

export type FromDrawing =
  | { readonly say: 'words'; readonly view: number; readonly words: AnyWords }
  | { readonly say: 'found'; readonly id: number; readonly found: Found }
  | { readonly say: 'answered'; readonly id: number; readonly answer: TimelineAnswer | undefined }
  | { readonly say: 'recorded'; readonly id: number; readonly strokes: readonly Stroke[] }
  | ({ readonly say: 'copied'; readonly id: number } & Copied);

/** What was drawn once more, and the step of which branch it shows. */
export interface Copied {
  readonly step: number;
  readonly branch: number;
  /** Absent where there was nothing to draw on. */
  readonly bitmap: ImageBitmap | HTMLCanvasElement | undefined;
}
