import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, containerColumns } from '../printing.ts';
import { selectorText } from '../workload.ts';
import type { Deployment } from './types.ts';

export const deploymentColumns: readonly TableColumn<Deployment>[] = [
  { name: 'Ready', priority: 0, cell: ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
  { name: 'Up-to-date', priority: 0, cell: ({ status }) => status.updatedReplicas ?? 0 },
  { name: 'Available', priority: 0, cell: ({ status }) => status.availableReplicas ?? 0 },
  ageColumn,
  ...containerColumns<Deployment>(({ spec }) => spec.template.spec.containers),
  { name: 'Selector', priority: 1, cell: ({ spec }) => selectorText(spec.selector) },
];
