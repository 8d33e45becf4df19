import { describe, expect, it } from 'vitest';
import { lookOf, TestNode } from '../test-node.ts';

const probed = (image: string, port: number, args?: readonly string[]) => ({
  containers: [{ name: 'a', image, ...(args && { args }), readinessProbe: { grpc: { port }, periodSeconds: 1 } }],
});

describe('gRPC probes', () => {
  it.each([
    ['etcd', probed('registry.k8s.io/etcd:3.5.21-0', 2379)],
    ['agnhost', probed('registry.k8s.io/e2e-test-images/agnhost:2.43', 5000, ['grpc-health-checking'])],
  ])('are answered by %s', (_, spec) => {
    expect(lookOf(new TestNode().run(spec, 'p', 12))).toBe('Running a=running!');
  });

  it.each([
    ['a server of something else', probed('nginx:1.25', 80), 'timeout: failed to connect service "10.244.0.2:80" within 1s: context deadline exceeded'],
    ['nobody', probed('registry.k8s.io/etcd:3.5.21-0', 2381), 'timeout: failed to connect service "10.244.0.2:2381" within 1s: context deadline exceeded'],
  ])('are not answered by %s', (_, spec, output) => {
    const node = new TestNode();
    expect(lookOf(node.run(spec, 'p', 12))).toBe('Running a=running');
    expect(node.events().join('\n')).toContain(`Unhealthy: Readiness probe failed: ${output}`);
  });

  it('get no answer from who hangs', () => {
    const node = new TestNode();
    node.run(probed('registry.k8s.io/etcd:3.5.21-0', 2379), 'p', 12);
    node.fault('hang-container', { pod: 'p' });
    expect(lookOf(node.wait(6))).toBe('Running a=running');
    expect(node.events().join('\n')).toContain('Unhealthy: Readiness probe failed: timeout: health rpc did not complete within 1s');
  });
});
