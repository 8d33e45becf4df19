/** Upstream: pkg/printers/internalversion/printers.go printService. */
import { compareStrings } from '../../../base/go-format.ts';
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, formatLabels } from '../printing.ts';
import type { Service } from './types.ts';

function externalIp({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.length > 0 ? external.join(',') : '<none>';
    case 'LoadBalancer': {
      const balancers = [...new Set((status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((text) => text !== ''))].sort(compareStrings);
      return [...balancers, ...external].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

const portsCell = ({ spec }: Service): string =>
  (spec.ports ?? []).map(({ port, nodePort, protocol }) => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`)).join(',') || '<none>';

export const serviceColumns: readonly TableColumn<Service>[] = [
  { name: 'Type', priority: 0, cell: ({ spec }) => spec.type ?? '' },
  { name: 'Cluster-IP', priority: 0, cell: ({ spec }) => spec.clusterIPs?.[0] ?? '<none>' },
  { name: 'External-IP', priority: 0, cell: externalIp },
  { name: 'Port(s)', priority: 0, cell: portsCell },
  ageColumn,
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabels(spec.selector) },
];
