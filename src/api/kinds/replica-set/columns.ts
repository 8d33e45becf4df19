import type { TableColumn } from '../../descriptor.ts';
import { formatLabelSelector } from '../../meta/selector.ts';
import { ageColumn, containerColumns } from '../printing.ts';
import type { ReplicaSet } from './types.ts';

export const replicaSetColumns: readonly TableColumn<ReplicaSet>[] = [
  { name: 'Desired', priority: 0, cell: ({ spec }) => spec.replicas ?? 0 },
  { name: 'Current', priority: 0, cell: ({ status }) => status.replicas ?? 0 },
  { name: 'Ready', priority: 0, cell: ({ status }) => status.readyReplicas ?? 0 },
  ageColumn,
  ...containerColumns<ReplicaSet>(({ spec }) => spec.template.spec.containers),
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabelSelector(spec.selector) },
];
