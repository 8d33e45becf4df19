/** Where the ceiling and the floor of a rollout come from, with their rounding (upstream: deployment/util ResolveFenceposts). */
import type { DeploymentRow } from '../worker/protocol.ts';

type Limits = Pick<DeploymentRow, 'replicas' | 'maxSurge' | 'maxUnavailable' | 'maxSurgeText' | 'maxUnavailableText'>;

/** `4 = 3 + 1: maxSurge 25 % of 3 = 0.75, rounded up` */
export const ceilingText = ({ replicas, maxSurge, maxSurgeText }: Limits): string =>
  `${replicas + maxSurge} = ${replicas} + ${maxSurge}: maxSurge ${share(maxSurgeText, replicas, 'up')}`;

/** `3 = 3 − 0: maxUnavailable 25 % of 3 = 0.75, rounded down` */
export function floorText({ replicas, maxSurge, maxUnavailable, maxUnavailableText }: Limits): string {
  const text = `${Math.max(0, replicas - maxUnavailable)} = ${replicas} − ${maxUnavailable}: maxUnavailable ${share(maxUnavailableText, replicas, 'down')}`;
  const percent = percentOf(maxUnavailableText);
  const asked = percent === undefined ? Number(maxUnavailableText) : Math.floor((percent * replicas) / 100);
  return asked === 0 && maxUnavailable === 1 && maxSurge === 0 ? `${text}; but 1, as with both at 0 nothing could move` : text;
}

function share(text: string, replicas: number, way: 'up' | 'down'): string {
  const percent = percentOf(text);
  if (percent === undefined) return text;
  const exact = (percent * replicas) / 100;
  return `${percent} % of ${replicas} = ${Number(exact.toFixed(2))}${Number.isInteger(exact) ? '' : `, rounded ${way}`}`;
}

const percentOf = (text: string): number | undefined => (/^\d+%$/.test(text) ? Number(text.slice(0, -1)) : undefined);
