/** How an object is now, what it waits for, and what would get it going: the head and the foot of *Why?*. */
import type { KubeObject } from '../../../api/meta/types.ts';
import type { Simulation } from '../../../engine/simulation.ts';
import type { Countdown, DeploymentRow, PodRow, ReplicaSetRow, WhyAnswer } from '../protocol.ts';

export type Situation = Pick<WhyAnswer, 'status' | 'tone' | 'now' | 'unblock' | 'table'> & {
  /** The container whose last words tell why. */
  readonly lastWords?: { readonly pod: string; readonly container: string; readonly previous: boolean };
  readonly countdown?: Countdown;
};
export type Way = WhyAnswer['unblock'][number];

/** The rows that sentences about rollouts are made of. */
export interface RowSource {
  deployment(key: string): DeploymentRow | undefined;
  replicaSets(): Iterable<ReplicaSetRow>;
  pods(): Iterable<PodRow>;
}

export interface Scene {
  readonly simulation: Simulation;
  readonly rows: RowSource;
  /** Of another object, for what stands or falls with it. */
  readonly of: (key: string, object: KubeObject) => Situation;
}

/** ` -n shop`, nothing for the default namespace. */
export const inNamespace = ({ metadata }: KubeObject): string => (metadata.namespace === undefined || metadata.namespace === 'default' ? '' : ` -n ${metadata.namespace}`);

export const counted = (count: number, noun: string, many = `${noun}s`): string => `${count} ${count === 1 ? noun : many}`;

/** `a, b and 3 more` */
export const listed = (names: readonly string[], most = 4): string =>
  names.length > most
    ? `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`
    : names.length > 1
      ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
      : (names[0] ?? '');

export const seconds = (milliseconds: number): string => {
  const s = Math.max(0, Math.round(milliseconds / 1000));
  return s < 100 ? `${s} s` : s < 5400 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
};

/** What the objects of a template own say about being refused, where they are: by a quota, mostly. */
export function refusalWays(message: string, object: KubeObject): Way[] {
  const quota = /exceeded quota: ([^,]+)/.exec(message)?.[1];
  if (quota !== undefined)
    return [
      {
        text: `A larger quota, or fewer pods beside it. Who was refused tries again by itself, ever later.`,
        command: `kubectl describe resourcequota ${quota}${inNamespace(object)}`,
      },
    ];
  if (/serviceaccount .* not found/i.test(message)) {
    const account = /serviceaccount "([^"]+)" not found/i.exec(message)?.[1];
    return account === undefined ? [] : [{ text: 'The service account that its pods name:', command: `kubectl create serviceaccount ${account}${inNamespace(object)}` }];
  }
  if (/maximum|minimum|limits?\.cpu|must specify/i.test(message))
    return [{ text: 'Requests and limits that the namespace allows:', command: `kubectl describe limitrange,resourcequota${inNamespace(object)}` }];
  return [];
}
