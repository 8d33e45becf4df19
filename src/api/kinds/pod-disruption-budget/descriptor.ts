import type { KindDescriptor } from '../../descriptor.ts';
import { isPathSegmentName } from '../../meta/names.ts';
import { lateValidation } from '../late-checks.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { podDisruptionBudgetColumns } from './columns.ts';
import { defaultPodDisruptionBudget } from './defaults.ts';
import type { PodDisruptionBudget } from './types.ts';

export const podDisruptionBudget: KindDescriptor<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  namespaced: true,
  hasStatus: true,
  ...lateValidation('io.k8s.api.policy.v1.PodDisruptionBudget'),
  applyDefaults: defaultPodDisruptionBudget,
  prepareForCreate: emptyStatus({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
  prepareForUpdate: keepOther,
  validateName: isPathSegmentName,
  plainFinalizers: true,
  columns: podDisruptionBudgetColumns,
};
