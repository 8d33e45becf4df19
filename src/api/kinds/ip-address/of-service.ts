/** The address objects that the API server keeps for a Service (upstream: pkg/registry/core/service/ipallocator/ipallocator.go). */
import type { Companion } from '../../descriptor.ts';
import type { Service } from '../service/types.ts';

export const IP_ADDRESSES = 'ipaddresses.networking.k8s.io';

export const addressesOf = ({ metadata, spec }: Pick<Service, 'metadata' | 'spec'>): readonly Companion[] =>
  (spec.clusterIPs ?? [])
    .filter((address) => address !== 'None' && address !== '')
    .map((name) => ({
      resource: IP_ADDRESSES,
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IPAddress',
        metadata: {
          name,
          labels: { 'ipaddress.kubernetes.io/ip-family': name.includes(':') ? 'IPv6' : 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
        },
        spec: { parentRef: { name: metadata.name, namespace: metadata.namespace, resource: 'services' } },
      },
    }));
