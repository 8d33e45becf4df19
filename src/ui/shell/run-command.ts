/** What every button does that stands for a command line, and what the page says for a moment. */
import { shell } from '../panels/terminal/shell-session.ts';
import { change, useWorkspace } from '../stores/workspace.ts';

/** A narrow screen shows one panel at a time. */
export const oneAtATime = matchMedia('(max-width: 860px)');

/** Runs a line in the terminal, as if typed there. Gives its exit code. Where the terminal is not in sight it is said that it ran. */
export async function runCommand(line: string): Promise<number> {
  showTerminal();
  const code = await shell.run(line);
  if (oneAtATime.matches && useWorkspace.getState().narrowTab !== 'terminal') say(code === 0 ? `$ ${line}` : `$ ${line}: it failed, kubectl says why.`);
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
