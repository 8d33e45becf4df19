/** How many pods a rolling update may have too many or too few (upstream: deployment_util.go ResolveFenceposts, MaxSurge, MaxUnavailable). */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import { isPercent, scaleIntOrPercent, type IntOrString } from '../../api/meta/int-or-string.ts';

export interface RolloutLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  /** No more pods than this are asked for. */
  readonly ceiling: number;
  /** No fewer available pods than this are left on purpose. */
  readonly floor: number;
  /** `5 = 4 + ⌈25 % of 4⌉` */
  readonly ceilingText: string;
  /** `3 = 4 − ⌊25 % of 4⌋` */
  readonly floorText: string;
}

/**
 * Surge is rounded up and unavailability down; where both come to zero one pod may be missing, or nothing could ever move.
 * With the strategy Recreate both are zero.
 */
export function rolloutLimits({ spec: { replicas, strategy } }: Deployment): RolloutLimits {
  if (strategy.type !== 'RollingUpdate') return { maxSurge: 0, maxUnavailable: 0, ceiling: replicas, floor: replicas, ceilingText: `${replicas}`, floorText: `${replicas}` };
  const surgeField = strategy.rollingUpdate?.maxSurge ?? 0;
  const unavailableField = strategy.rollingUpdate?.maxUnavailable ?? 0;
  const maxSurge = scaled(surgeField, replicas, 'up');
  const rounded = scaled(unavailableField, replicas, 'down');
  const neither = maxSurge === 0 && rounded === 0;
  const maxUnavailable = replicas === 0 ? 0 : Math.min(neither ? 1 : rounded, replicas);
  const ceiling = replicas + maxSurge;
  const floor = replicas - maxUnavailable;
  const unavailableText = neither ? '1 (surge and unavailable both come to 0, so one pod may be missing)' : term(unavailableField, replicas, '⌊', '⌋');
  return {
    maxSurge,
    maxUnavailable,
    ceiling,
    floor,
    ceilingText: `${ceiling} = ${replicas} + ${term(surgeField, replicas, '⌈', '⌉')}`,
    floorText: rounded > replicas ? `${floor}, as maxUnavailable ${unavailableField} is more than all ${replicas}` : `${floor} = ${replicas} − ${unavailableText}`,
  };
}

// Validation lets no other strings through.
function scaled(value: IntOrString, total: number, rounding: 'up' | 'down'): number {
  const result = scaleIntOrPercent(value, total, rounding);
  return result.ok ? result.value : 0;
}

const term = (value: IntOrString, total: number, open: string, close: string): string => (isPercent(value) ? `${open}${value.slice(0, -1)} % of ${total}${close}` : String(value));
