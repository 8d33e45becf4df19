import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { Namespace } from './types.ts';

export const namespaceColumns: readonly TableColumn<Namespace>[] = [{ name: 'Status', priority: 0, cell: ({ status }) => status.phase ?? '' }, ageColumn];
