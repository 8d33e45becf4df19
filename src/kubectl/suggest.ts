/** "Did you mean this?", in the order of the commands (upstream: spf13/cobra `command.go` SuggestionsFor). */
import { editDistance } from '../base/edit-distance.ts';
import type { Command } from './command.ts';

export function suggestions(commands: readonly Command[], typed: string): readonly string[] {
  const word = typed.toLowerCase();
  return commands
    .filter((c) => !c.hidden)
    .flatMap((c) => {
      const near = editDistance(word, c.name) <= 2 || c.name.startsWith(word) ? [c.name] : [];
      return [...near, ...(c.suggestFor ?? []).filter((s) => s.toLowerCase() === word).map(() => c.name)];
    });
}
