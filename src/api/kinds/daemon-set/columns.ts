import type { TableColumn } from '../../descriptor.ts';
import { formatLabelSelector } from '../../meta/selector.ts';
import { ageColumn, containerColumns, formatLabels } from '../printing.ts';
import type { DaemonSet } from './types.ts';

export const daemonSetColumns: readonly TableColumn<DaemonSet>[] = [
  { name: 'Desired', priority: 0, cell: ({ status }) => status.desiredNumberScheduled ?? 0 },
  { name: 'Current', priority: 0, cell: ({ status }) => status.currentNumberScheduled ?? 0 },
  { name: 'Ready', priority: 0, cell: ({ status }) => status.numberReady ?? 0 },
  { name: 'Up-to-date', priority: 0, cell: ({ status }) => status.updatedNumberScheduled ?? 0 },
  { name: 'Available', priority: 0, cell: ({ status }) => status.numberAvailable ?? 0 },
  { name: 'Node Selector', priority: 0, cell: ({ spec }) => formatLabels(spec.template.spec.nodeSelector) },
  ageColumn,
  ...containerColumns<DaemonSet>(({ spec }) => spec.template.spec.containers),
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabelSelector(spec.selector) },
];
