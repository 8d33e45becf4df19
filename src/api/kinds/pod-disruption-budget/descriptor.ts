import type { KindDescriptor } from '../../descriptor.ts';
import { isPathSegmentName } from '../../meta/names.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { podDisruptionBudgetColumns } from './columns.ts';
import { defaultPodDisruptionBudget } from './defaults.ts';
import type { PodDisruptionBudget } from './types.ts';
import { validatePodDisruptionBudget, validatePodDisruptionBudgetUpdate } from './validation.ts';

export const podDisruptionBudget: KindDescriptor<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  applyDefaults: defaultPodDisruptionBudget,
  prepareForCreate: emptyStatus({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
  prepareForUpdate: keepOther,
  validate: validatePodDisruptionBudget,
  validateUpdate: validatePodDisruptionBudgetUpdate,
  validateName: isPathSegmentName,
  plainFinalizers: true,
  columns: podDisruptionBudgetColumns,
};
