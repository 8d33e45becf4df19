import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, containerColumns, formatLabels } from '../printing.ts';
import type { ReplicationController } from './types.ts';

export const replicationControllerColumns: readonly TableColumn<ReplicationController>[] = [
  { name: 'Desired', priority: 0, cell: ({ spec }) => spec.replicas ?? 0 },
  { name: 'Current', priority: 0, cell: ({ status }) => status.replicas ?? 0 },
  { name: 'Ready', priority: 0, cell: ({ status }) => status.readyReplicas ?? 0 },
  ageColumn,
  ...containerColumns<ReplicationController>(({ spec }) => spec.template.spec.containers),
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabels(spec.selector) },
];
