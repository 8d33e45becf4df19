import type { Countdown, PodRow } from '../worker/protocol.ts';

/** Seconds until a countdown ends, as people read clocks: `18 s`, `4 min 20 s`. Never negative. */
export function remaining(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const short: Readonly<Record<string, string>> = {
  ImagePullBackOff: 'pull',
  ErrImagePull: 'pull',
  InvalidImageName: 'bad name',
  ErrImageNeverPull: 'no image',
  CrashLoopBackOff: 'crash',
  Error: 'error',
  OOMKilled: 'memory',
  Pending: 'no node',
  CreateContainerConfigError: 'config',
  RunContainerError: 'cannot run',
};

const waits: Readonly<Record<string, string>> = {
  pulled: 'pulls',
  'readiness probe': 'probe',
  'startup probe': 'probe',
  available: 'avail.',
  restart: 'restart',
  'pull again': 'pull',
};

/** What stands under a pod: the end of its name while it is well, what it waits for or what is wrong while it is not. */
export function podLabel(pod: PodRow, now: number): string {
  if ((pod.shape === 'starting' || pod.shape === 'ready') && pod.countdown && pod.countdown.until > now) {
    const word = waits[pod.countdown.what];
    if (word !== undefined) return `${word} ${remaining(pod.countdown.until, now)}`;
  }
  if (pod.shape !== 'failing') return pod.name.slice(pod.name.lastIndexOf('-') + 1).slice(0, 9);
  const word = short[pod.status] ?? (pod.status.startsWith('Init:') ? 'init' : pod.status.slice(0, 10));
  return pod.countdown && pod.countdown.until > now ? `${word}, ${remaining(pod.countdown.until, now)}` : word;
}

const shapes = { ready: 'ready', starting: 'starting', failing: 'failing', going: 'going', done: 'finished' } as const;

/** A pod in a sentence, for screen readers and tooltips. */
export function podSentence(pod: PodRow, now: number): string {
  const parts = [`Pod ${pod.name}`, shapes[pod.shape], pod.status, `${pod.ready} containers ready`];
  if (pod.node !== undefined) parts.push(`on ${pod.node}`);
  if (pod.restarts > 0) parts.push(`${pod.restarts} restart${pod.restarts === 1 ? '' : 's'}`);
  if (pod.countdown && pod.countdown.until > now) parts.push(countdownText(pod.countdown, now));
  return parts.join(', ');
}

export const countdownText = (countdown: Countdown, now: number): string => `${countdown.what} in ${remaining(countdown.until, now)}`;

/** `T+01:05.2` since `origin`. */
export function clock(time: number, origin: number): string {
  const tenths = Math.max(0, Math.floor((time - origin) / 100));
  const seconds = Math.floor(tenths / 10);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `T+${hours > 0 ? `${hours}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${tenths % 10}`;
}
