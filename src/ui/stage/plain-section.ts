/** Sections and cards without anything special. */
import type { PodRow } from '../worker/protocol.ts';
import type { StageCard, StageSection } from './model.ts';

export function plainCard(key: string, uid: string, title: string, image: string, name: string, pods: readonly PodRow[]): StageCard {
  const ready = pods.filter((pod) => pod.shape === 'ready').length;
  return {
    key,
    uid,
    title,
    image,
    name,
    counts: `${ready} of ${pods.length}`,
    hue: 2,
    dim: false,
    current: true,
    pods,
    label: `${title} ${name}, ${ready} of ${pods.length} pods ready`,
  };
}

export function simpleSection(key: string, name: string, kind: string, text: string, cards: readonly StageCard[]): StageSection {
  return { key, name, kind, headline: kind === '' ? text : `${kind} · ${text}`, tone: 'plain', cards, folded: [], services: [], attachments: [], chips: [] };
}
