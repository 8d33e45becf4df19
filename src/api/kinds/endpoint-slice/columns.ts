/** Upstream: pkg/printers/internalversion/printers.go formatDiscoveryPorts, formatDiscoveryEndpoints. */
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, firstFew } from '../printing.ts';
import type { EndpointSlice } from './types.ts';

const shown = 3;

export const endpointSliceColumns: readonly TableColumn<EndpointSlice>[] = [
  { name: 'AddressType', priority: 0, cell: ({ addressType }) => addressType ?? '' },
  {
    name: 'Ports',
    priority: 0,
    cell: ({ ports }) =>
      firstFew(
        (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*')),
        shown,
      ) || '<unset>',
  },
  {
    name: 'Endpoints',
    priority: 0,
    cell: ({ endpoints }) =>
      firstFew(
        (endpoints ?? []).flatMap(({ addresses }) => addresses ?? []),
        shown,
      ) || '<unset>',
  },
  ageColumn,
];
