/** "Did you mean this?", in the order of the commands (upstream: spf13/cobra `command.go` SuggestionsFor). */
import type { Command } from './command.ts';

export function suggestions(commands: readonly Command[], typed: string): readonly string[] {
  const word = typed.toLowerCase();
  return commands
    .filter((c) => !c.hidden)
    .flatMap((c) => {
      const near = distance(word, c.name) <= 2 || c.name.startsWith(word) ? [c.name] : [];
      return [...near, ...(c.suggestFor ?? []).filter((s) => s.toLowerCase() === word).map(() => c.name)];
    });
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(a[i - 1] === b[j - 1] ? row[j - 1]! : 1 + Math.min(row[j]!, next[j - 1]!, row[j - 1]!));
    row = next;
  }
  return row[b.length]!;
}
