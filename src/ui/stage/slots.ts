/**
 * Which place of its card's grid a pod has. A pod keeps its place as long as it lives, whatever comes and goes beside it, and has the
 * same place again when time is turned back.
 */
export class PodSlots {
  private readonly cards = new Map<string, Map<string, number>>();

  /** Places for `uids` in the card `card`: the known ones keep theirs, new ones take the lowest that is free. */
  assign(card: string, uids: readonly string[]): ReadonlyMap<string, number> {
    const before = this.cards.get(card);
    const now = new Map<string, number>();
    const taken = new Set<number>();
    let highest = -1;
    for (const uid of uids) {
      const slot = before?.get(uid);
      if (slot === undefined || taken.has(slot)) continue;
      now.set(uid, slot);
      taken.add(slot);
      highest = Math.max(highest, slot);
    }
    // A grid that is mostly holes closes up: many pods went at once.
    if (highest >= 2 * uids.length + 8) {
      [...now].sort((a, b) => a[1] - b[1]).forEach(([uid], index) => now.set(uid, index));
      taken.clear();
      for (const slot of now.values()) taken.add(slot);
    }
    let next = 0;
    for (const uid of uids) {
      if (now.has(uid)) continue;
      while (taken.has(next)) next += 1;
      now.set(uid, next);
      taken.add(next);
    }
    // Pods that are gone keep their entry, so that a seek back finds them where they were; the living decide.
    const kept = new Map(before);
    for (const [uid, slot] of now) kept.set(uid, slot);
    this.cards.set(card, kept.size > 4 * uids.length + 400 ? new Map(now) : kept);
    return now;
  }
}
