/** What its place goes by. */
export interface Placeable {
  readonly uid: string;
  readonly name: string;
  readonly created: number;
}

/**
 * Which place of its card's grid a pod has. A pod keeps its place as long as it lives, whatever comes and goes beside it, and has the
 * same place again when time is turned back.
 */
export class PodSlots {
  private readonly cards = new Map<string, Map<string, number>>();

  /** Places for `pods` in the card `card`: the known ones keep theirs; new ones, by age and name, take the lowest that is free. */
  assign(card: string, pods: readonly Placeable[]): ReadonlyMap<string, number> {
    const before = this.cards.get(card);
    const now = new Map<string, number>();
    const taken = new Set<number>();
    let highest = -1;
    const fresh: Placeable[] = [];
    for (const pod of pods) {
      const { uid } = pod;
      const slot = before?.get(uid);
      if (slot === undefined || taken.has(slot)) {
        fresh.push(pod);
        continue;
      }
      now.set(uid, slot);
      taken.add(slot);
      highest = Math.max(highest, slot);
    }
    // A grid that is mostly holes closes up: many pods went at once.
    if (highest >= 2 * pods.length + 8) {
      [...now].sort((a, b) => a[1] - b[1]).forEach(([uid], index) => now.set(uid, index));
      taken.clear();
      for (const slot of now.values()) taken.add(slot);
    }
    let next = 0;
    fresh.sort((a, b) => a.created - b.created || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const { uid } of fresh) {
      while (taken.has(next)) next += 1;
      now.set(uid, next);
      taken.add(next);
    }
    // Pods that are gone keep their entry, so that a seek back finds them where they were; the living decide.
    if (before && fresh.length === 0 && taken.size === now.size && before.size <= 4 * pods.length + 400) {
      for (const [uid, slot] of now) before.set(uid, slot);
    } else {
      const kept = before && before.size <= 4 * pods.length + 400 ? new Map(before) : new Map<string, number>();
      for (const [uid, slot] of now) kept.set(uid, slot);
      this.cards.set(card, kept);
    }
    return now;
  }
}
