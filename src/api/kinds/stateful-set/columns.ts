import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, containerColumns } from '../printing.ts';
import type { StatefulSet } from './types.ts';

export const statefulSetColumns: readonly TableColumn<StatefulSet>[] = [
  { name: 'Ready', priority: 0, cell: ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}` },
  ageColumn,
  ...containerColumns<StatefulSet>(({ spec }) => spec.template.spec.containers),
];
