import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { ConfigMap } from './types.ts';

export const configMapColumns: readonly TableColumn<ConfigMap>[] = [
  { name: 'Data', priority: 0, cell: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length },
  ageColumn,
];
