import { canonical } from '../shapes/shape.ts';
import type { PodDisruptionBudget } from './types.ts';

export const defaultPodDisruptionBudget = (object: PodDisruptionBudget): PodDisruptionBudget => canonical('policy.v1.PodDisruptionBudget', object);
