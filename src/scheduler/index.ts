/** Everything that this layer adds to a cluster. */
import type { AggregateDefinition, IndexDefinition } from '../engine/component.ts';
import { nominatedPods } from './nominations.ts';
import { podsOnNode, podsWithAntiAffinity, siblingsOnNode, usageOnNode } from './usage.ts';

export { scheduler } from './scheduler.ts';

export const indexes: readonly IndexDefinition[] = [podsOnNode, podsWithAntiAffinity, nominatedPods] as readonly IndexDefinition<never>[] as readonly IndexDefinition[];
export const aggregates: readonly AggregateDefinition[] = [usageOnNode, siblingsOnNode] as readonly AggregateDefinition<never>[] as readonly AggregateDefinition[];
