/** Which old pods of a DaemonSet may be replaced now (upstream: pkg/controller/daemon/update.go rollingUpdate). */
import type { DaemonSet } from '../../api/kinds/daemon-set/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPercent, scaleIntOrPercent, type IntOrString } from '../../api/meta/int-or-string.ts';
import { isPodAvailable } from '../common/pods.ts';
import { count } from '../common/words.ts';
import { isUpdated } from './daemon-pods.ts';

export interface RollingPlan {
  readonly remove: readonly Pod[];
  /** Nodes that get a new pod beside the old one. */
  readonly create: readonly string[];
  readonly why: string;
}

export interface RollingInput {
  readonly set: DaemonSet;
  readonly hash: string;
  /** Nodes that are to run a pod. */
  readonly nodes: readonly string[];
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>;
  readonly now: number;
}

const scaled = (value: IntOrString | undefined, total: number): number => {
  const result = scaleIntOrPercent(value ?? 0, total, 'up');
  return result.ok ? result.value : 0;
};

const text = (value: IntOrString | undefined, total: number): string => (value !== undefined && isPercent(value) ? `⌈${value.slice(0, -1)} % of ${total}⌉` : String(value ?? 0));

export function planRolling(input: RollingInput): RollingPlan {
  const { set, nodes } = input;
  const strategy = set.spec.updateStrategy.rollingUpdate;
  const maxSurge = scaled(strategy?.maxSurge, nodes.length);
  if (maxSurge > 0) return planSurge(input, maxSurge, text(strategy?.maxSurge, nodes.length));
  const maxUnavailable = Math.max(scaled(strategy?.maxUnavailable, nodes.length), nodes.length > 0 ? 1 : 0);
  return planUnavailable(input, maxUnavailable, text(strategy?.maxUnavailable, nodes.length));
}

/** The updated and the old pod on a node; `undefined` where there are more, which is for others to sort out. */
function pairOn(pods: readonly Pod[], { set, hash }: RollingInput): { readonly updated?: Pod; readonly old?: Pod } | undefined {
  const live = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const updated = live.filter((pod) => isUpdated(pod, set, hash));
  const old = live.filter((pod) => !isUpdated(pod, set, hash));
  return updated.length > 1 || old.length > 1 ? undefined : { updated: updated[0], old: old[0] };
}

/** All nodes that have pods or are to have one, in order. */
const nodesOf = ({ nodes, podsOn }: RollingInput): string[] => [...new Set([...podsOn.keys(), ...nodes])].sort();

function planUnavailable(input: RollingInput, maxUnavailable: number, bound: string): RollingPlan {
  const minReadySeconds = input.set.spec.minReadySeconds ?? 0;
  const free: Pod[] = [];
  const candidates: Pod[] = [];
  let unavailable = 0;
  for (const node of nodesOf(input)) {
    const pair = pairOn(input.podsOn.get(node) ?? [], input);
    if (!pair || (!pair.updated && !pair.old) || (pair.updated && pair.old)) unavailable += 1;
    else if (pair.updated) unavailable += isPodAvailable(pair.updated, minReadySeconds, input.now) ? 0 : 1;
    else if (isPodAvailable(pair.old!, minReadySeconds, input.now)) candidates.push(pair.old!);
    else {
      free.push(pair.old!);
      unavailable += 1;
    }
  }
  const room = Math.max(0, maxUnavailable - unavailable);
  const chosen = candidates.slice(0, room);
  const whyFree = free.length > 0 ? `${count(free.length, 'old pod')} ${free.length === 1 ? 'is' : 'are'} not available anyway. ` : '';
  return {
    remove: [...free, ...chosen],
    create: [],
    why:
      candidates.length + free.length === 0
        ? ''
        : `${whyFree}${unavailable} not available, at most ${bound} may be: ${chosen.length > 0 ? `replace ${chosen.length}` : 'no other pod is replaced now'}`,
  };
}

function planSurge(input: RollingInput, maxSurge: number, bound: string): RollingPlan {
  const minReadySeconds = input.set.spec.minReadySeconds ?? 0;
  const isAvailable = (pod: Pod) => isPodAvailable(pod, minReadySeconds, input.now);
  const wanted = new Set(input.nodes);
  const remove: Pod[] = [];
  const leaving: Pod[] = [];
  const free: string[] = [];
  const candidates: string[] = [];
  let surge = 0;
  let available = 0;
  for (const node of nodesOf(input)) {
    const pair = pairOn(input.podsOn.get(node) ?? [], input);
    if (!pair) {
      surge += 1;
      continue;
    }
    const { updated, old } = pair;
    if (old ? isAvailable(old) : updated && isAvailable(updated)) available += 1;
    if (!old) continue;
    if (updated) {
      if (isAvailable(updated)) remove.push(old);
      else surge += 1;
    } else if (!isAvailable(old)) {
      if (wanted.has(node)) free.push(node);
      else remove.push(old);
    } else if (wanted.has(node)) candidates.push(node);
    else leaving.push(old);
  }
  remove.push(...leaving.slice(0, Math.max(0, available - input.nodes.length)));
  const chosen = candidates.slice(0, Math.max(0, maxSurge - surge));
  return {
    remove,
    create: [...free, ...chosen],
    why:
      candidates.length + free.length + remove.length === 0
        ? ''
        : `${count(surge, 'pod')} ${surge === 1 ? 'stands' : 'stand'} beside an old one, at most ${bound} may: ${chosen.length + free.length > 0 ? `create ${chosen.length + free.length} more` : 'no other now'}`,
  };
}
