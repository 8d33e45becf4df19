import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { Secret } from './types.ts';

export const secretColumns: readonly TableColumn<Secret>[] = [
  { name: 'Type', priority: 0, cell: ({ type }) => type ?? '' },
  { name: 'Data', priority: 0, cell: ({ data }) => Object.keys(data ?? {}).length },
  ageColumn,
];
