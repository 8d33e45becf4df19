/** Signals by number, and what they do to a process that says nothing about them. */
import type { Signal } from './types.ts';

export const SIGNALS: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  WINCH: 28,
};

/** `TERM`, `SIGTERM`, `15`, in any case. */
export function signalOf(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (Object.hasOwn(SIGNALS, name)) return name as Signal;
  return (Object.keys(SIGNALS) as Signal[]).find((signal) => String(SIGNALS[signal]) === text);
}

export const defaultAction = (signal: Signal): 'end' | 'stop' | 'continue' | 'nothing' => {
  switch (signal) {
    case 'CHLD':
    case 'WINCH':
      return 'nothing';
    case 'CONT':
      return 'continue';
    case 'STOP':
    case 'TSTP':
      return 'stop';
    default:
      return 'end';
  }
};

/** What a shell prints when a command was ended by a signal; nothing for those that people send on purpose by keys or pipes. */
export const endedBy: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup',
  QUIT: 'Quit',
  ABRT: 'Aborted',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  SEGV: 'Segmentation fault',
  USR2: 'User defined signal 2',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
};
