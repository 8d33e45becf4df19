import type { TableColumn } from '../../descriptor.ts';
import { formatLabelSelector } from '../../meta/selector.ts';
import { ageColumn, containerColumns, printBool, since } from '../printing.ts';
import type { CronJob } from './types.ts';

export const cronJobColumns: readonly TableColumn<CronJob>[] = [
  { name: 'Schedule', priority: 0, cell: ({ spec }) => spec.schedule },
  { name: 'Timezone', priority: 0, cell: ({ spec }) => spec.timeZone ?? '<none>' },
  { name: 'Suspend', priority: 0, cell: ({ spec }) => printBool(spec.suspend) },
  { name: 'Active', priority: 0, cell: ({ status }) => (status.active ?? []).length },
  { name: 'Last Schedule', priority: 0, cell: ({ status }, now) => (status.lastScheduleTime ? since(status.lastScheduleTime, now) : '<none>') },
  ageColumn,
  ...containerColumns<CronJob>(({ spec }) => spec.jobTemplate.spec.template.spec.containers),
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabelSelector(spec.jobTemplate.spec.selector) },
];
