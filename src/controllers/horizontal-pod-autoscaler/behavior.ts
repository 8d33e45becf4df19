/**
 * From what the metrics ask for to what is done: stabilization and rates (upstream: horizontal.go normalizeDesiredReplicas,
 * normalizeDesiredReplicasWithBehaviors). Pure: a history and the time in, a size and a new history out.
 */
import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';

/** Milliseconds for which the highest recommendation counts before anything is taken away. */
const DOWNSCALE_STABILIZATION = 5 * 60_000;
/** Without a behavior, a size may at most double, or grow to four. */
const UP_FACTOR = 2;
const UP_LEAST = 4;

interface Stamped {
  readonly at: number;
}
export interface History {
  readonly recommendations: readonly (Stamped & { readonly replicas: number })[];
  readonly ups: readonly (Stamped & { readonly change: number })[];
  readonly downs: readonly (Stamped & { readonly change: number })[];
}
export const EMPTY_HISTORY: History = { recommendations: [], ups: [], downs: [] };

export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly current: number;
  readonly behavior: HorizontalPodAutoscalerBehavior | undefined;
}

export interface Told {
  readonly reason: string;
  readonly message: string;
}
export interface Normalized {
  readonly replicas: number;
  /** For the conditions AbleToScale and ScalingLimited. */
  readonly stabilized: Told;
  readonly limited: Told & { readonly isLimited: boolean };
  readonly history: History;
}

export function normalize(wanted: number, limits: Limits, history: History, now: number): Normalized {
  const { replicas: stable, told } = limits.behavior ? stabilizedByWindows(wanted, limits, history, now) : stabilizedDown(wanted, history, now);
  const { replicas, ...reason } = limits.behavior ? withinRates(stable, limits, history, now) : withinBounds(stable, limits);
  const window = Math.max(
    DOWNSCALE_STABILIZATION,
    (limits.behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000,
    (limits.behavior?.scaleDown?.stabilizationWindowSeconds ?? 0) * 1000,
  );
  return {
    replicas,
    stabilized: stable === wanted ? { reason: 'ReadyForNewScale', message: 'recommended size matches current size' } : told,
    limited: { ...reason, isLimited: replicas !== stable },
    history: { ...history, recommendations: [...history.recommendations.filter(({ at }) => at >= now - window), { at: now, replicas: wanted }] },
  };
}

const STABILIZED_DOWN: Told = { reason: 'ScaleDownStabilized', message: 'recent recommendations were higher than current one, applying the highest recent recommendation' };
const STABILIZED_UP: Told = { reason: 'ScaleUpStabilized', message: 'recent recommendations were lower than current one, applying the lowest recent recommendation' };

function stabilizedDown(wanted: number, { recommendations }: History, now: number): { readonly replicas: number; readonly told: Told } {
  const recent = recommendations.filter(({ at }) => at >= now - DOWNSCALE_STABILIZATION).map(({ replicas }) => replicas);
  return { replicas: Math.max(wanted, ...recent), told: STABILIZED_DOWN };
}

function stabilizedByWindows(wanted: number, { current, behavior }: Limits, { recommendations }: History, now: number): { readonly replicas: number; readonly told: Told } {
  const within = (rules: HPAScalingRules | undefined, otherwise: number) => {
    const window = rules?.stabilizationWindowSeconds === undefined ? otherwise : rules.stabilizationWindowSeconds * 1000;
    return recommendations.filter(({ at }) => at > now - window).map(({ replicas }) => replicas);
  };
  const lowest = Math.min(wanted, ...within(behavior?.scaleUp, 0));
  const highest = Math.max(wanted, ...within(behavior?.scaleDown, DOWNSCALE_STABILIZATION));
  return { replicas: Math.min(Math.max(current, lowest), highest), told: wanted >= current ? STABILIZED_UP : STABILIZED_DOWN };
}

type Limited = Told & { readonly replicas: number };
const TOO_MANY: Told = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const TOO_FEW: Told = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const TOO_FAST_UP: Told = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const TOO_FAST_DOWN: Told = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' };
const IN_RANGE: Told = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };

/** Upstream: convertDesiredReplicasWithRules. */
function withinBounds(wanted: number, { min, max, current }: Limits): Limited {
  const fastest = Math.max(UP_FACTOR * current, UP_LEAST);
  const most = Math.min(max, fastest);
  if (wanted < min) return { replicas: min, ...TOO_FEW };
  if (wanted > most) return { replicas: most, ...(max > fastest ? TOO_FAST_UP : TOO_MANY) };
  return { replicas: wanted, ...IN_RANGE };
}

/** Upstream: convertDesiredReplicasWithBehaviorRate. */
function withinRates(wanted: number, { min, max, current, behavior }: Limits, history: History, now: number): Limited {
  if (wanted > current) {
    const fastest = Math.max(current, rateLimit(behavior?.scaleUp, 'up', current, history, now));
    const most = Math.min(max, fastest);
    if (wanted > most) return { replicas: most, ...(max > fastest ? TOO_FAST_UP : TOO_MANY) };
  } else if (wanted < current) {
    const slowest = Math.min(current, rateLimit(behavior?.scaleDown, 'down', current, history, now));
    const least = Math.max(min, slowest);
    if (wanted < least) return { replicas: least, ...(min < slowest ? TOO_FAST_DOWN : TOO_FEW) };
  }
  return { replicas: wanted, ...IN_RANGE };
}

/** The size that the policies allow by now. Upstream: calculateScaleUpLimitWithScalingRules, calculateScaleDownLimitWithBehaviors. */
function rateLimit(rules: HPAScalingRules | undefined, direction: 'up' | 'down', current: number, { ups, downs }: History, now: number): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const since = (events: History['ups']) => events.reduce((sum, { at, change }) => (at > now - periodSeconds * 1000 ? sum + change : sum), 0);
    const before = current - since(ups) + since(downs);
    if (direction === 'up') return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  // The most change is the highest limit upwards, and the lowest downwards.
  const most = direction === 'up' ? Math.max : Math.min;
  const least = direction === 'up' ? Math.min : Math.max;
  return rules?.selectPolicy === 'Min' ? least(...proposals) : most(...proposals);
}

/** The history with a change of size in it; only a behavior looks at those. Upstream: storeScaleEvent. */
export function withScaling(history: History, behavior: HorizontalPodAutoscalerBehavior | undefined, from: number, to: number, now: number): History {
  if (!behavior || from === to) return history;
  const rules = to > from ? behavior.scaleUp : behavior.scaleDown;
  const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds)) * 1000;
  const added = (events: History['ups']) => [...events.filter(({ at }) => at >= now - longest), { at: now, change: Math.abs(to - from) }];
  return to > from ? { ...history, ups: added(history.ups) } : { ...history, downs: added(history.downs) };
}
