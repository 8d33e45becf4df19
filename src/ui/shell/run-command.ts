/** What every button does that stands for a command line, and what the page says for a moment. */
import { shell } from '../panels/terminal/shell-session.ts';
import { change } from '../stores/workspace.ts';

/** Runs a line in the terminal, as if typed there. Gives its exit code. */
export function runCommand(line: string): Promise<number> {
  showTerminal();
  return shell.run(line);
}

export function showTerminal(): void {
  change((state) => {
    state.bottomTab = 'kubectl';
  });
}

/** Says something to the user for a moment. */
export function say(text: string | undefined): void {
  change((state) => {
    state.said = text ?? '';
  });
}
