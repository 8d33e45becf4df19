import type { KindDescriptor } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import { defaultPriorityClass } from './defaults.ts';
import type { PriorityClass } from './types.ts';
import { validatePriorityClass, validatePriorityClassUpdate } from './validation.ts';

export const priorityClass: KindDescriptor<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.scheduling.v1.PriorityClass',
  applyDefaults: defaultPriorityClass,
  // It stays 1 whatever changes.
  generation: () => false,
  validate: validatePriorityClass,
  validateUpdate: validatePriorityClassUpdate,
  columns: [
    { name: 'Value', priority: 0, cell: ({ value }) => value },
    { name: 'Global-Default', priority: 0, cell: ({ globalDefault }) => String(globalDefault ?? false) },
    ageColumn,
    { name: 'PreemptionPolicy', priority: 0, cell: ({ preemptionPolicy }) => preemptionPolicy },
  ],
};
