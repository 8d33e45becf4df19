import { compareStrings } from '../../../base/go-format.ts';
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import type { Ingress } from './types.ts';

const shownHosts = 3;

function hosts({ spec: { rules = [] } }: Ingress): string {
  const named = rules.filter(({ host }) => host);
  if (named.length === 0) return '*';
  const text = named
    .slice(0, shownHosts)
    .map(({ host }) => host)
    .join(',');
  // What is left out is counted in rules: those without a host, too.
  const last = named[shownHosts - 1];
  return last && rules.indexOf(last) < rules.length - 1 ? `${text} + ${rules.length - shownHosts} more...` : text;
}

/** Where the load balancer is, as `kubectl get` and `kubectl describe` print it. */
export function ingressAddress({ status }: Ingress): string {
  return [...new Set((status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((text) => text !== ''))].sort(compareStrings).join(',');
}

export const ingressColumns: readonly TableColumn<Ingress>[] = [
  { name: 'Class', priority: 0, cell: ({ spec }) => spec.ingressClassName ?? '<none>' },
  { name: 'Hosts', priority: 0, cell: hosts },
  { name: 'Address', priority: 0, cell: ingressAddress },
  { name: 'Ports', priority: 0, cell: ({ spec }) => ((spec.tls ?? []).length > 0 ? '80, 443' : '80') },
  ageColumn,
];
