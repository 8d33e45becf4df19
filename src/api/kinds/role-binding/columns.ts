import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { ClusterRoleBinding, RoleBinding, Subject } from './types.ts';

type Binding = RoleBinding | ClusterRoleBinding;

const subjects = (binding: Binding, kind: string, text: (subject: Subject) => string): string =>
  (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(text)
    .join(', ');

export const bindingColumns: readonly TableColumn<Binding>[] = [
  { name: 'Role', priority: 0, cell: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}` },
  ageColumn,
  { name: 'Users', priority: 1, cell: (binding) => subjects(binding, 'User', ({ name }) => name) },
  { name: 'Groups', priority: 1, cell: (binding) => subjects(binding, 'Group', ({ name }) => name) },
  { name: 'ServiceAccounts', priority: 1, cell: (binding) => subjects(binding, 'ServiceAccount', ({ namespace = '', name }) => `${namespace}/${name}`) },
];
