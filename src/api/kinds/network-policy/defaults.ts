/** Upstream: pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy. */
import { change, each, fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { NetworkPolicy, NetworkPolicyPort } from './types.ts';

const port = (of: NetworkPolicyPort): NetworkPolicyPort => fill(of, { protocol: 'TCP' });

export function defaultNetworkPolicy(object: NetworkPolicy): NetworkPolicy {
  const policy = canonical('networking.v1.NetworkPolicy', object);
  const { ingress, egress } = policy.spec;
  const spec = fill(policy.spec, { policyTypes: (egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] });
  return change(policy, {
    spec: change(spec, {
      ingress: each(ingress, (rule) => change(rule, { ports: each(rule.ports, port) })),
      egress: each(egress, (rule) => change(rule, { ports: each(rule.ports, port) })),
    }),
  });
}
