import { humanDuration } from '../../../base/duration.ts';
import type { TableColumn } from '../../descriptor.ts';
import { formatLabelSelector } from '../../meta/selector.ts';
import { ageColumn, containerColumns } from '../printing.ts';
import type { Job } from './types.ts';

/** What the job is, by the first of these that holds. */
export function jobState({ metadata, status }: Job): string {
  const has = (type: string): boolean => (status.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
  const holds = (state: string): boolean => (state === 'Terminating' ? metadata.deletionTimestamp !== undefined : has(state));
  return ['Complete', 'Failed', 'Terminating', 'Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function completions({ spec, status }: Job): string {
  const succeeded = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return (spec.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

function runningTime({ status: { startTime, completionTime } }: Job, now: number): string {
  if (!startTime) return '';
  return humanDuration((completionTime ? Date.parse(completionTime) : now) - Date.parse(startTime));
}

export const jobColumns: readonly TableColumn<Job>[] = [
  { name: 'Status', priority: 0, cell: jobState },
  { name: 'Completions', priority: 0, cell: completions },
  { name: 'Duration', priority: 0, cell: runningTime },
  ageColumn,
  ...containerColumns<Job>(({ spec }) => spec.template.spec.containers),
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabelSelector(spec.selector) },
];
