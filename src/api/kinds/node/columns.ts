/** Upstream: pkg/printers/internalversion/printers.go printNode. */
import { compareStrings } from '../../../base/go-format.ts';
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { Node } from './types.ts';

const rolePrefix = 'node-role.kubernetes.io/';

/** A node's roles by its labels, sorted. Upstream: findNodeRoles. */
export function nodeRoles(node: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort(compareStrings);
}

function statusCell(node: Node): string {
  const ready = (node.status.conditions ?? []).findLast((condition) => condition.type === 'Ready');
  const status = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return node.spec.unschedulable ? `${status},SchedulingDisabled` : status;
}

const address = (node: Node, type: string): string => (node.status.addresses ?? []).find((item) => item.type === type)?.address ?? '<none>';
const orUnknown = (text: string | undefined): string => (text ? text : '<unknown>');

export const nodeColumns: readonly TableColumn<Node>[] = [
  { name: 'Status', priority: 0, cell: statusCell },
  { name: 'Roles', priority: 0, cell: (node) => nodeRoles(node).join(',') || '<none>' },
  ageColumn,
  { name: 'Version', priority: 0, cell: ({ status }) => status.nodeInfo?.kubeletVersion ?? '' },
  { name: 'Internal-IP', priority: 1, cell: (node) => address(node, 'InternalIP') },
  { name: 'External-IP', priority: 1, cell: (node) => address(node, 'ExternalIP') },
  { name: 'OS-Image', priority: 1, cell: ({ status }) => orUnknown(status.nodeInfo?.osImage) },
  { name: 'Kernel-Version', priority: 1, cell: ({ status }) => orUnknown(status.nodeInfo?.kernelVersion) },
  { name: 'Container-Runtime', priority: 1, cell: ({ status }) => orUnknown(status.nodeInfo?.containerRuntimeVersion) },
];
