/** Upstream: pkg/apis/scheduling/v1/defaults.go SetDefaults_PriorityClass. */
import { fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { PriorityClass } from './types.ts';

export const defaultPriorityClass = (object: PriorityClass): PriorityClass => fill(canonical('scheduling.v1.PriorityClass', object), { preemptionPolicy: 'PreemptLowerPriority' });
