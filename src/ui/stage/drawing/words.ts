/** What of a laid out stage is told in words and buttons: plain data, without the rows that it was made from. */
import type { Countdown, PodRow } from '../../worker/protocol.ts';
import type { StageAttachment } from '../attachments.ts';
import { podSentence } from '../labels.ts';
import type { Box, PlacedCard, PlacedSection, StageLayout } from '../layout.ts';
import type { StageChip, StageService } from '../model.ts';
import type { Tone } from '../sentences.ts';

/** Above this many pods in one card the pods are counted, not listed one by one: the Table lists them. */
const LISTED = 100;
/** Pips of one Service that are drawn; the words count them all. */
const PIPS = 48;

export interface PodWords {
  readonly key: string;
  readonly uid: string;
  readonly name: string;
  readonly shape: string;
  readonly status: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

export interface CardWords {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly image: string;
  readonly counts: string;
  readonly hue: number;
  readonly dim: boolean;
  readonly compact: boolean;
  readonly label: string;
  readonly box: Box;
  readonly count: number;
  /** Absent where there are too many to list. */
  readonly pods: readonly PodWords[] | undefined;
}

export interface SectionWords {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly tone: Tone;
  readonly headline: string;
  readonly countdown: Countdown | undefined;
  readonly box: Box;
  readonly title: Box;
  readonly headlineLines: readonly string[];
  readonly bar: string | undefined;
  readonly sentenceLines: readonly string[];
  readonly sentenceY: number;
  readonly cards: readonly CardWords[];
  readonly fold: { readonly y: number; readonly open: boolean; readonly text: string } | undefined;
  readonly services: readonly StageService[];
  readonly servicesY: number;
  readonly attachments: readonly { readonly attachment: StageAttachment; readonly box: Box }[];
  readonly chips: readonly StageChip[];
  readonly chipsY: number;
}

/** The sections that reach into a stretch of the stage. `now`: virtual time. */
export function stageWords({ sections }: StageLayout, now: number, { top, bottom }: { readonly top: number; readonly bottom: number }): SectionWords[] {
  return sections.filter(({ box }) => box.y < bottom && box.y + box.height > top).map((placed) => sectionWords(placed, now));
}

function sectionWords(placed: PlacedSection, now: number): SectionWords {
  const { section, box, title, headlineLines, bar, sentenceLines, sentenceY, fold, servicesY, attachments, chipsY } = placed;
  const { key, name, kind, tone, headline, countdown, chips } = section;
  const limits = bar?.bar.limited ? [`floor ${bar.bar.floor}`, `ceiling ${bar.bar.ceiling}`] : [];
  return {
    key,
    name,
    kind,
    tone,
    headline,
    countdown,
    box,
    title,
    headlineLines,
    bar: bar && [...bar.bar.segments.map(({ label }) => label), ...limits].join(', '),
    sentenceLines,
    sentenceY,
    cards: placed.cards.map((card) => cardWords(card, now)),
    fold: fold && { ...fold, text: foldText(section.folded.map((card) => card.title)) },
    services: section.services.map((service) => ({ ...service, pips: service.pips.slice(0, PIPS) })),
    servicesY,
    attachments,
    chips,
    chipsY,
  };
}

const foldText = (titles: readonly string[]): string =>
  `${titles.length} older revision${titles.length === 1 ? '' : 's'}: ${titles.map((title) => title.replace('revision ', '')).join(', ')}`;

function cardWords({ card, box, compact, pods }: PlacedCard, now: number): CardWords {
  const { key, name, title, image, counts, hue, dim, label } = card;
  const listed = card.pods.length <= LISTED;
  return {
    key,
    name,
    title,
    image,
    counts,
    hue,
    dim,
    compact,
    label,
    box,
    count: card.pods.length,
    pods: listed ? pods.map(({ pod, x, y, size, labelled }) => podWords(pod, { x, y, width: size, height: size + (labelled ? 18 : 0) }, now)) : undefined,
  };
}

export const podWords = ({ key, uid, name, shape, status, ...pod }: PodRow, box: Box, now: number): PodWords => ({
  key,
  uid,
  name,
  shape,
  status,
  ...box,
  label: podSentence({ key, uid, name, shape, status, ...pod }, now),
});

/** Keeps what was told, and gives what is new or other than that. */
export class Told<T extends { readonly key: string }> {
  private texts = new Map<string, string>();

  changed(items: readonly T[]): T[] {
    const texts = new Map<string, string>();
    const changed = items.filter((item) => {
      const text = JSON.stringify(item, (_, value: unknown) => (value instanceof Map ? [...value] : value));
      texts.set(item.key, text);
      return this.texts.get(item.key) !== text;
    });
    this.texts = texts;
    return changed;
  }
}
