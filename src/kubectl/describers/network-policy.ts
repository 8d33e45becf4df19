import type { Task } from '../../engine/client.ts';
import { formatLabelSelector } from '../../api/meta/selector.ts';
import { writeMetadata } from './metadata.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { goTime, orNone, type Wire } from './wire.ts';

/** upstream: NetworkPolicyDescriber */
// oxlint-disable-next-line require-yield -- a describer like the others, which needs nothing but the object
export function* describeNetworkPolicy(policy: Wire): Task<string> {
  const { metadata, spec = {} } = policy;
  const { podSelector = {}, policyTypes = [] } = spec;
  const selectsAll = Object.keys(podSelector.matchLabels ?? {}).length === 0 && !podSelector.matchExpressions?.length;
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `Created on:\t${goTime(metadata.creationTimestamp)}\n`);
    writeMetadata(w, policy);
    w.write(0, 'Spec:\n');
    w.write(1, 'PodSelector: ');
    w.write(2, selectsAll ? '<none> (Allowing the specific traffic to all pods in this namespace)\n' : `${formatLabelSelector(podSelector)}\n`);
    if (policyTypes.includes('Ingress')) {
      w.write(1, 'Allowing ingress traffic:\n');
      writeRules(w, spec.ingress, { peers: 'from', title: 'From', direction: 'ingress', end: 'source' });
    } else {
      w.write(1, 'Not affecting ingress traffic\n');
    }
    if (policyTypes.includes('Egress')) {
      w.write(1, 'Allowing egress traffic:\n');
      writeRules(w, spec.egress, { peers: 'to', title: 'To', direction: 'egress', end: 'destination' });
    } else {
      w.write(1, 'Not affecting egress traffic\n');
    }
    w.write(1, `Policy Types: ${orNone(policyTypes.join(', '))}\n`);
  });
}

interface Side {
  readonly peers: 'from' | 'to';
  readonly title: 'From' | 'To';
  readonly direction: string;
  readonly end: string;
}

/** upstream: printNetworkPolicySpecIngressFrom, printNetworkPolicySpecEgressTo */
function writeRules(w: PrefixWriter, rules: readonly Wire[] | undefined, { peers, title, direction, end }: Side): void {
  const indented = (level: number, text: string): void => w.write(level + 2, `${text}\n`);
  if (!rules?.length) indented(0, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  (rules ?? []).forEach((rule, i) => {
    if (!rule.ports?.length) indented(0, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port = '<nil>', endPort, protocol = 'TCP' } of rule.ports ?? []) {
      indented(0, endPort === undefined ? `To Port: ${port}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`);
    }
    if (!rule[peers]?.length) indented(0, `${title}: <any> (traffic not restricted by ${end})`);
    for (const { podSelector, namespaceSelector, ipBlock } of rule[peers] ?? []) {
      indented(0, `${title}:`);
      if (namespaceSelector) indented(1, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`);
      if (podSelector) indented(1, `PodSelector: ${formatLabelSelector(podSelector)}`);
      if (ipBlock && !podSelector && !namespaceSelector) {
        indented(1, 'IPBlock:');
        indented(2, `CIDR: ${ipBlock.cidr}`);
        indented(2, `Except: ${(ipBlock.except ?? []).join(', ')}`);
      }
    }
    if (i < (rules ?? []).length - 1) indented(0, '----------');
  });
}
