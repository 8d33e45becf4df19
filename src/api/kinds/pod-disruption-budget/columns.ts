import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { PodDisruptionBudget } from './types.ts';

export const podDisruptionBudgetColumns: readonly TableColumn<PodDisruptionBudget>[] = [
  { name: 'Min Available', priority: 0, cell: ({ spec }) => String(spec.minAvailable ?? 'N/A') },
  { name: 'Max Unavailable', priority: 0, cell: ({ spec }) => String(spec.maxUnavailable ?? 'N/A') },
  { name: 'Allowed Disruptions', priority: 0, cell: ({ status }) => status.disruptionsAllowed ?? 0 },
  ageColumn,
];
