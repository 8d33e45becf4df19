/** What every button does that stands for a command line, and what the page says for a moment. */
import { shell } from '../panels/terminal/shell-session.ts';
import { narrowScreen } from './screen.ts';
import { change, useWorkspace } from '../stores/workspace.ts';

/** Runs a line in the terminal, as if typed there. Gives its exit code. Where the terminal is not in sight it is said that it ran. */
export async function runCommand(line: string): Promise<number> {
  showTerminal();
  const code = await shell.run(line);
  if (narrowScreen.matches && useWorkspace.getState().narrowTab !== 'terminal') say(code === 0 ? `$ ${line}` : `$ ${line}: it failed, kubectl says why.`);
  return code;
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
