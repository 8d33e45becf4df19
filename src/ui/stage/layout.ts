/** Where everything of the Rollout stage goes: a pure function of the model, the width and how wide text is. */
import type { PodRow } from '../worker/protocol.ts';
import { attachmentHeight } from './attachments.ts';
import type { StageAttachment } from './attachments.ts';
import type { RolloutBar, StageCard, StageChip, StageSection } from './model.ts';
import type { PodSlots } from './slots.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedPod {
  readonly pod: PodRow;
  readonly hue: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Room for a label under it. */
  readonly labelled: boolean;
  /** Stands under it instead of the end of its name. */
  readonly caption: string | undefined;
  /** Where it comes out of its template. */
  readonly from: { readonly x: number; readonly y: number };
}

/** A place that waits for its pod. */
export interface EmptyPlace {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly caption: string;
}

/** Where a card's pods stand: a point tells its pod by arithmetic alone. */
export interface PodGrid {
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly size: number;
  /** Row by row; a hole where no pod is. */
  readonly places: readonly (PodRow | undefined)[];
}

export interface PlacedCard {
  readonly card: StageCard;
  readonly box: Box;
  readonly compact: boolean;
  /** Where its pods end. */
  readonly bottom: number;
  /** In the order of their places. */
  readonly pods: readonly PlacedPod[];
  readonly empty: readonly EmptyPlace[];
  readonly grid: PodGrid;
  /** A line between two places. */
  readonly partition?: { readonly x: number; readonly y: number; readonly height: number; readonly text: string };
}

export interface PlacedSection {
  readonly section: StageSection;
  readonly box: Box;
  readonly headlineLines: readonly string[];
  readonly title: Box;
  readonly bar?: { readonly bar: RolloutBar; readonly box: Box };
  readonly sentenceLines: readonly string[];
  readonly sentenceY: number;
  readonly cards: readonly PlacedCard[];
  readonly fold?: { readonly y: number; readonly open: boolean };
  readonly servicesY: number;
  readonly attachments: readonly { readonly attachment: StageAttachment; readonly box: Box }[];
  readonly chipsY: number;
}

export interface StageLayout {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly sections: readonly PlacedSection[];
}

/** Width of `text` in px, in the stage's small or normal font. */
export type Measure = (text: string, font: 'small' | 'normal' | 'title') => number;

/** Sizes a pod is drawn in, the largest that fits being taken: side, cell width, cell height. */
const TIERS = [
  { size: 30, cellWidth: 62, cellHeight: 60, labelled: true },
  { size: 22, cellWidth: 30, cellHeight: 30, labelled: false },
  { size: 15, cellWidth: 20, cellHeight: 20, labelled: false },
  { size: 9, cellWidth: 12, cellHeight: 12, labelled: false },
  { size: 5, cellWidth: 7, cellHeight: 7, labelled: false },
  { size: 3, cellWidth: 4, cellHeight: 4, labelled: false },
] as const;

/** Taken where a single workload or ReplicaSet has the stage. */
const LARGE = { size: 44, cellWidth: 92, cellHeight: 82, labelled: true } as const;

const CARD_WIDTH = 250;
const CARD_HEIGHT = 84;
const COMPACT_HEIGHT = 40;
export const SERVICE_HEIGHT = 28;
export const CHIP_HEIGHT = 30;
/** A card's grid grows to this height before its pods shrink. */
const GRID_HEIGHT = 300;

export interface LayoutOptions {
  readonly width: number;
  readonly measure: Measure;
  readonly slots: PodSlots;
  /** Keys of the sections whose old ReplicaSets are unfolded. */
  readonly open: ReadonlySet<string>;
  /** One workload has the stage for itself: its pods are larger while they are few. */
  readonly large?: boolean;
  /** Pods are placed only in cards that reach into this stretch; without it, in all. */
  readonly near?: { readonly top: number; readonly bottom: number };
}

/** A section is at least this wide before another one stands beside it. */
const COLUMN = 900;

export function layoutStage(sections: readonly StageSection[], options: LayoutOptions): StageLayout {
  const narrow = options.width < 560;
  const pad = 16;
  const gap = narrow ? 24 : 32;
  // A wide stage has columns. Which section stands in which goes by its place in the order, so that none wanders with what others hold.
  const columns = sections.length > 1 ? Math.max(1, Math.min(sections.length, Math.floor(options.width / COLUMN))) : 1;
  const width = Math.floor(options.width / columns);
  const ys: number[] = Array.from({ length: columns }, () => (narrow ? 6 : 10));
  const placed = sections.map((section, index) => {
    const column = index % columns;
    const result = placeSection(section, column * width, pad, ys[column]!, { ...options, width }, narrow);
    ys[column] = result.box.y + result.box.height + gap;
    return result;
  });
  return { width: options.width, height: sections.length === 0 ? 0 : Math.max(...ys), narrow, sections: placed };
}

function placeSection(section: StageSection, left: number, pad: number, top: number, options: LayoutOptions, narrow: boolean): PlacedSection {
  const width = options.width - 2 * pad;
  const x = left + pad;
  const nameWidth = options.measure(section.name, 'title') + 12;
  const inline = !narrow && nameWidth + options.measure(section.headline, 'normal') <= width;
  const headlineLines = inline ? [section.headline] : wrap(section.headline, width, (text) => options.measure(text, 'normal'));
  const title = { x, y: top, width, height: inline ? 26 : 26 + 19 * headlineLines.length };
  let y = top + title.height;
  let bar: PlacedSection['bar'];
  if (section.bar) {
    // The floor's and the ceiling's names stand above the bar.
    y += section.bar.limited ? 24 : 8;
    bar = { bar: section.bar, box: { x, y, width, height: 34 } };
    y += 34;
  }
  const sentenceLines = section.sentence === undefined ? [] : wrap(section.sentence, width, (text) => options.measure(text, 'small'));
  y += bar ? 14 : 10;
  const sentenceY = y;
  y += sentenceLines.length * 18 + (sentenceLines.length > 0 ? 12 : 0);
  const open = options.open.has(section.key);
  const cards: PlacedCard[] = [];
  const place = (card: StageCard) => {
    const result = placeCard(card, x, y, width, options, narrow);
    cards.push(result);
    y = Math.max(result.box.y + result.box.height, result.bottom) + 12;
  };
  section.cards.forEach(place);
  let fold: PlacedSection['fold'];
  if (section.folded.length > 0) {
    fold = { y, open };
    y += 34;
    if (open) section.folded.forEach(place);
  }
  const servicesY = y;
  y += section.services.length * SERVICE_HEIGHT;
  const attachments = section.attachments.map((attachment) => {
    const box = { x, y, width, height: attachmentHeight(attachment, options.width) };
    y += box.height;
    return { attachment, box };
  });
  const chipsY = y;
  if (section.chips.length > 0) y += chipLines(section.chips, width, options.measure) * CHIP_HEIGHT;
  return { section, box: { x, y: top, width, height: y - top }, headlineLines, title, bar, sentenceLines, sentenceY, cards, fold, servicesY, attachments, chipsY };
}

/** How many lines chips take that flow like words. */
function chipLines(chips: readonly StageChip[], width: number, measure: Measure): number {
  let lines = 1;
  let x = 0;
  for (const { kind, name, summary } of chips) {
    // Words, padding and borders, and the gap.
    const chip = Math.min(width, measure(`${kind} ${name} ${summary}`, 'small') + 36);
    if (x > 0 && x + chip > width) {
      lines += 1;
      x = 0;
    }
    x += chip;
  }
  return lines;
}

function placeCard(card: StageCard, x: number, y: number, width: number, options: LayoutOptions, narrow: boolean): PlacedCard {
  const compact = card.dim && card.pods.length === 0 && card.captions === undefined;
  const slots = card.places ?? options.slots.assign(card.uid, card.pods);
  let cells = card.captions?.length ?? 0;
  for (const slot of slots.values()) cells = Math.max(cells, slot + 1);
  const gridX = narrow ? x + 2 : x + CARD_WIDTH + 38;
  const gridWidth = narrow ? width - 4 : width - CARD_WIDTH - 38;
  const tiers = options.large ? [LARGE, ...TIERS] : TIERS;
  const tier = tiers.find(({ cellWidth, cellHeight }) => Math.ceil(cells / Math.max(1, Math.floor(gridWidth / cellWidth))) * cellHeight <= GRID_HEIGHT) ?? TIERS[TIERS.length - 1]!;
  const columns = Math.max(1, Math.floor(gridWidth / tier.cellWidth));
  const rows = Math.ceil(cells / columns);
  const gridHeight = rows * tier.cellHeight;
  const height = compact ? COMPACT_HEIGHT : CARD_HEIGHT;
  const cardHeight = narrow ? height : Math.max(height, compact ? 0 : gridHeight);
  // A single row of labelled pods stands on the card's middle; a grid starts at its top.
  const gridY = narrow ? y + height + (card.partition ? 28 : 12) : y + Math.max(0, (cardHeight - gridHeight) / 2) + (tier.labelled ? 8 : 2);
  const bottom = rows === 0 ? 0 : gridY + (rows - 1) * tier.cellHeight + tier.size + (tier.labelled ? 22 : 4);
  const near = options.near === undefined || (y < options.near.bottom && Math.max(bottom, y + cardHeight) > options.near.top);
  const from = narrow ? { x: x + 24, y: y + height - 26 } : { x: x + CARD_WIDTH - 26, y: y + 27 };
  const pods: PlacedPod[] = [];
  const empty: EmptyPlace[] = [];
  const { size, labelled } = tier;
  const inset = labelled ? (tier.cellWidth - size) / 2 : 0;
  const bySlot: (PodRow | undefined)[] = near ? Array.from({ length: cells }) : [];
  if (near) {
    for (const pod of card.pods) bySlot[slots.get(pod.uid) ?? 0] = pod;
    for (let slot = 0; slot < cells; slot += 1) {
      const pod = bySlot[slot];
      const caption = card.captions?.[slot];
      const podX = gridX + (slot % columns) * tier.cellWidth + inset;
      const podY = gridY + Math.floor(slot / columns) * tier.cellHeight;
      // One literal per pod: this runs for hundreds of them with every change.
      if (pod) pods.push({ pod, hue: card.hues?.get(pod.uid) ?? card.hue, x: podX, y: podY, size, labelled, caption, from });
      else if (caption !== undefined) empty.push({ id: `${card.uid}/${slot}`, x: podX, y: podY, size, caption: labelled ? caption : '' });
    }
  }
  const at = card.partition;
  const partition = at &&
    at.place > 0 &&
    at.place <= cells && {
      x: gridX + (at.place % columns) * tier.cellWidth,
      y: gridY + Math.floor(at.place / columns) * tier.cellHeight - 6,
      height: tier.size + (tier.labelled ? 26 : 12),
      text: at.text,
    };
  const grid = { x: gridX + inset, y: gridY, columns, cellWidth: tier.cellWidth, cellHeight: tier.cellHeight, size, places: bySlot };
  return { card, box: { x, y, width: narrow ? width : CARD_WIDTH, height: cardHeight }, compact, bottom, pods, empty, grid, ...(partition && { partition }) };
}

/** The pod at a point. */
export function podAt(layout: StageLayout, x: number, y: number): PodRow | undefined {
  for (const { box, cards } of layout.sections) {
    if (y < box.y || y > box.y + box.height + 30 || x < box.x || x > box.x + box.width + 3) continue;
    for (const { grid } of cards) {
      const slack = grid.size > 8 ? 3 : grid.cellWidth > grid.size + 1 ? 1 : 0;
      const column = Math.floor((x - grid.x + slack) / grid.cellWidth);
      const row = Math.floor((y - grid.y + slack) / grid.cellHeight);
      if (column < 0 || column >= grid.columns || row < 0) continue;
      const pod = grid.places[row * grid.columns + column];
      if (pod && x <= grid.x + column * grid.cellWidth + grid.size + slack && y <= grid.y + row * grid.cellHeight + grid.size + slack) return pod;
    }
  }
  return undefined;
}

/** The card or section at a point. */
export function keyAt(layout: StageLayout, x: number, y: number): string | undefined {
  for (const { section, box, cards } of layout.sections) {
    if (y < box.y || y > box.y + box.height || x < box.x || x > box.x + box.width) continue;
    for (const { card, box: one, bottom } of cards) if (y >= one.y && y <= Math.max(bottom, one.y + one.height) && x >= one.x) return card.key;
    return section.key;
  }
  return undefined;
}

/** Breaks `text` at spaces into lines no wider than `width`; a single longer word gets a line of its own. */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
