/** What a shell hands on to the next command line of the same session. */
import type { Proc } from '../container-run.ts';
import { newFrame, newMemo, resume, suspend, type ShellMemo } from './memo.ts';

export interface KeptShell {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memo: Pick<ShellMemo, 'variables' | 'functions' | 'parameters' | 'options' | 'status' | 'lastBackground'>;
}

/** From the process of a shell that has ended. */
export function memoKept(proc: Proc): KeptShell | undefined {
  if (proc.applet !== 'sh' || proc.memo === undefined) return undefined;
  const { variables, functions, parameters, options, status, lastBackground } = resume(proc.memo);
  // `set -e` in one line is not to end the next.
  return { cwd: proc.cwd, env: proc.env, memo: { variables, functions, parameters, options: options.replace('e', ''), status, lastBackground } };
}

/** The memo of a shell that runs `line` with it. */
export const memoForLine = ({ memo }: KeptShell, line: string, pid: number): unknown => suspend(newMemo([newFrame('main', line, false, 0)], { ...memo, pid }));
