import type { TableColumn } from '../../descriptor.ts';
import { controllerOf } from '../../meta/object-meta.ts';
import { ageColumn } from '../printing.ts';
import type { ControllerRevision } from './types.ts';

/** `daemonset.apps/agent`: the owner as kubectl names objects. */
function ownerText({ metadata }: ControllerRevision): string {
  const owner = controllerOf(metadata);
  if (!owner) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

export const controllerRevisionColumns: readonly TableColumn<ControllerRevision>[] = [
  { name: 'Controller', priority: 0, cell: ownerText },
  { name: 'Revision', priority: 0, cell: ({ revision }) => revision },
  ageColumn,
];
