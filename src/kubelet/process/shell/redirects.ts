/** Redirections: what they open, what they replace, and how that comes back. */
import { errorText, PRIVATE_FD } from '../system-calls.ts';
import type { Descriptor } from '../types.ts';
import type { SavedFd } from './memo.ts';
import type { Shell } from './shell.ts';
import { ShellError } from './stops.ts';

/** Opens what a redirection names; the frame keeps what was there before. False: said why not. */
export function redirect(shell: Shell, fd: number, operator: string, target: string): boolean {
  const { system } = shell;
  if (operator === '>&' || operator === '<&') {
    if (target === '-') return replaceFd(shell, fd, undefined);
    if (!/^\d+$/.test(target)) {
      if (operator === '>&') return redirect(shell, fd, '&>', target);
      throw new ShellError('syntax error: bad fd number');
    }
    const source = system.proc.fds[Number(target)];
    if (source !== undefined) return replaceFd(shell, fd, source);
    shell.complain(`${target}: Bad file descriptor`);
    return false;
  }
  if (operator === '<<') {
    const id = system.container.newPipe();
    system.container.pipes.get(id)!.data = target;
    return replaceFd(shell, fd, ['read', id]);
  }
  if ((operator === '>' || operator === '&>') && shell.has('C') && isRegular(shell, target)) {
    shell.complain(`can't create ${target}: File exists`);
    return false;
  }
  const opened = openTarget(shell, target, operator === '<' ? 'read' : operator === '>>' ? 'append' : operator === '<>' ? 'update' : 'write');
  if (opened === undefined) return false;
  replaceFd(shell, operator === '&>' ? 1 : fd, opened);
  if (operator === '&>') replaceFd(shell, 2, opened);
  return true;
}

function isRegular(shell: Shell, path: string): boolean {
  const node = shell.system.files.stat(path);
  return node.ok && node.value.type === 'file';
}

function openTarget(shell: Shell, target: string, how: 'read' | 'write' | 'append' | 'update'): Descriptor | undefined {
  const opened = shell.system.open(target, how);
  if (opened.ok) return opened.value;
  const missing = opened.error === 'ENOENT';
  const { gnu } = shell.system;
  if (how !== 'read')
    shell.complain(`${gnu ? 'cannot' : "can't"} create ${target}: ${missing ? (gnu ? 'Directory nonexistent' : 'nonexistent directory') : errorText(opened.error)}`);
  // A folder opens; reading it is what fails.
  else if (opened.error === 'EISDIR') return ['null'];
  else shell.complain(`${gnu ? 'cannot' : "can't"} open ${target}: ${missing ? (gnu ? 'No such file' : 'no such file') : errorText(opened.error)}`);
  return undefined;
}

function replaceFd({ frame, system }: Shell, fd: number, descriptor: Descriptor | undefined): boolean {
  if (!frame.saved.some(([saved]) => saved === fd)) {
    const before = system.proc.fds[fd];
    frame.saved.push([fd, before === undefined ? 0 : system.addFd(before, PRIVATE_FD)]);
  }
  system.setFd(fd, descriptor);
  return true;
}

/** Puts back what redirections replaced. */
export function restore({ system }: Shell, saved: readonly SavedFd[]): void {
  for (const [fd, kept] of saved.toReversed()) {
    system.setFd(fd, kept === 0 ? undefined : system.proc.fds[kept]);
    if (kept !== 0) system.close(kept);
  }
}

/** Makes redirections stay (`exec > log`). */
export function keep({ system }: Shell, saved: readonly SavedFd[]): void {
  for (const [, kept] of saved) if (kept !== 0) system.close(kept);
}
