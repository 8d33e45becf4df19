import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { ServiceAccount } from './types.ts';

export const serviceAccountColumns: readonly TableColumn<ServiceAccount>[] = [{ name: 'Secrets', priority: 0, cell: ({ secrets }) => (secrets ?? []).length }, ageColumn];
