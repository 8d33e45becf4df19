import { describe, expect, it } from 'vitest';
import { TypedCluster } from '../../testing/typed-cluster.ts';

const service = (name: string, spec = '') => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]${spec}}
---
`;

describe('load balancer add-on', () => {
  it('gives Services an address, and takes it back', () => {
    const on = new TypedCluster({ addons: ['load-balancer'] }, { 's.yaml': service('a') + service('b') + service('c', ', loadBalancerClass: example.com/mine') });
    on.type('kubectl apply -f s.yaml');
    on.wait(10);
    const addresses = () => on.type('kubectl get svc a b c --no-headers -o custom-columns=A:.status.loadBalancer.ingress[0].ip');
    expect(addresses()).toBe('203.0.113.10\n203.0.113.11\n<none>\n');
    expect(on.type('kubectl describe svc a')).toMatch(
      /Normal {2}EnsuringLoadBalancer .*service-controller {2}Ensuring load balancer\n +Normal {2}EnsuredLoadBalancer .*Ensured load balancer/,
    );
    on.type(`kubectl patch svc a -p '{"spec":{"type":"ClusterIP"}}'`);
    on.wait(5);
    expect(on.type('kubectl get svc a -o jsonpath={.status.loadBalancer}{.metadata.finalizers}')).toBe('{}');
    expect(on.type('kubectl get events --field-selector reason=DeletedLoadBalancer --no-headers')).toContain('service/a');
    expect(on.type('kubectl delete svc b')).toBe('service "b" deleted from default namespace\n');
    expect(on.type('kubectl get svc b')).toContain('NotFound');
  });

  it('leaves them pending while it is off, and lets them go when it is switched off', () => {
    const off = new TypedCluster({}, { 's.yaml': service('a') });
    off.type('kubectl apply -f s.yaml');
    off.wait(10);
    expect(off.type('kubectl get svc a --no-headers')).toContain('<pending>');
    off.put('addon-on', { name: 'load-balancer' });
    off.wait(10);
    expect(off.type('kubectl get svc a --no-headers')).toContain('203.0.113.10');
    off.put('addon-off', { name: 'load-balancer' });
    off.wait(5);
    expect(off.type('kubectl get svc a -o jsonpath={.status.loadBalancer}{.metadata.finalizers}')).toBe('{}');
    expect(off.type('kubectl delete svc a')).toBe('service "a" deleted from default namespace\n');
  });
});
