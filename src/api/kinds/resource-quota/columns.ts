import { compareStrings } from '../../../base/go-format.ts';
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { ResourceQuota } from './types.ts';

const usage = ({ status }: ResourceQuota, ofLimits: boolean): string =>
  Object.keys(status.hard ?? {})
    .sort(compareStrings)
    .filter((name) => name.startsWith('limits.') === ofLimits)
    .map((name) => `${name}: ${status.used?.[name] ?? 0}/${status.hard![name]}`)
    .join(', ');

export const resourceQuotaColumns: readonly TableColumn<ResourceQuota>[] = [
  { name: 'Request', priority: 0, cell: (quota) => usage(quota, false) },
  { name: 'Limit', priority: 0, cell: (quota) => usage(quota, true) },
  ageColumn,
];
