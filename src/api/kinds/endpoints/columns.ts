/** Upstream: pkg/printers/internalversion/printers.go formatEndpoints. */
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, firstFew } from '../printing.ts';
import type { Endpoints } from './types.ts';

const shown = 3;

function endpointsCell({ subsets }: Endpoints): string {
  if (!subsets || subsets.length === 0) return '<none>';
  const addresses = subsets.flatMap(({ ports, addresses: ready = [] }) => {
    if (!ports || ports.length === 0) return ready.map(({ ip }) => ip);
    return ports.flatMap(({ port }) => ready.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)));
  });
  return firstFew(addresses, shown);
}

export const endpointsColumns: readonly TableColumn<Endpoints>[] = [{ name: 'Endpoints', priority: 0, cell: endpointsCell }, ageColumn];
