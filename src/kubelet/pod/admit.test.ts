import { describe, expect, it } from 'vitest';
import { TestNode } from '../test-node.ts';

const container = (fields: object = {}) => ({ name: 'a', image: 'nginx:1.25', ...fields });
const port = (hostPort: number, fields: object = {}) => container({ ports: [{ containerPort: 80, hostPort, ...fields }] });

describe('pods that no scheduler has fitted to their node', () => {
  it.each<[string, object, string, string]>([
    ['ask for a port that is taken', { containers: [port(8080)] }, 'NodePorts', "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"],
    [
      'ask for it at one address',
      { containers: [port(8080, { hostIP: '127.0.0.1' })] },
      'NodePorts',
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
    [
      'select other nodes',
      { nodeSelector: { disk: 'ssd' }, containers: [container()] },
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'set a kernel parameter that is not safe',
      { securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1024' }] }, containers: [container()] },
      'SysctlForbidden',
      'forbidden sysctl: "net.core.somaxconn" not allowlisted',
    ],
    ['are for another system', { os: { name: 'windows' }, containers: [container()] }, 'PodOSNotSupported', "Failed to admit pod as the OS field doesn't match node OS"],
    [
      'want a profile that the host cannot enforce',
      { containers: [container({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } })] },
      'AppArmor',
      'Cannot enforce AppArmor: AppArmor is not enabled on the host',
    ],
    [
      'want groups handled strictly',
      { securityContext: { supplementalGroupsPolicy: 'Strict' }, containers: [container()] },
      'SupplementalGroupsPolicyNotSupported',
      'SupplementalGroupsPolicy=Strict is not supported in this node',
    ],
    [
      'want too much, which comes first',
      { nodeSelector: { disk: 'ssd' }, containers: [container({ resources: { requests: { cpu: '3' } } })] },
      'OutOfcpu',
      "Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
    ],
  ])('%s', (_, spec, reason, message) => {
    const node = new TestNode();
    node.run({ containers: [port(8080)] }, 'first', 10);
    expect(node.run(spec).status).toMatchObject({ phase: 'Failed', reason, message: `Pod was rejected: ${message}` });
    expect(node.events()).toEqual([`${reason}: ${message}`]);
  });

  it('run beside one that uses the port by another protocol', () => {
    const node = new TestNode();
    node.run({ containers: [port(8080)] }, 'first', 10);
    expect(node.run({ containers: [port(8080, { protocol: 'UDP' })] }, 'p', 10).status.phase).toBe('Running');
  });
});
