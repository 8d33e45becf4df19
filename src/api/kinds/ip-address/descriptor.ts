/** An address in use, of a Service as a rule (upstream: pkg/registry/networking/ipaddress/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import { validateIp } from '../ip.ts';
import { lateChecks } from '../late-checks.ts';
import type { IPAddress } from './types.ts';

function parent({ spec: { parentRef } }: IPAddress): string {
  if (!parentRef) return '<none>';
  const { group, resource = '', namespace, name = '' } = parentRef;
  return [(group ? `${resource}.${group}` : resource).toLowerCase(), ...(namespace ? [namespace] : []), name].join('/');
}

export const ipAddress: KindDescriptor<IPAddress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  namespaced: false,
  hasStatus: false,
  generation: false,
  ...lateChecks('io.k8s.api.networking.v1.IPAddress'),
  validateName: (name) => validateIp('', name).map(({ detail }) => detail),
  nameIsStem: true,
  columns: [{ name: 'ParentRef', priority: 0, cell: parent }],
};
