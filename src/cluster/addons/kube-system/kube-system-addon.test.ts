import { describe, expect, it } from 'vitest';
import { TypedCluster } from '../../testing/typed-cluster.ts';

describe('kube-system add-on', () => {
  it('has what kubeadm sets up, on the nodes where it belongs', () => {
    const on = new TypedCluster({ preset: 'kubeadm', addons: ['kube-system'] });
    on.wait(40);
    const pods = on.type('kubectl get pods -n kube-system --no-headers -o custom-columns=N:.metadata.name,P:.status.phase,O:.spec.nodeName').trim().split('\n');
    expect(pods.filter((pod) => pod.includes('Running'))).toHaveLength(pods.length);
    expect(pods.filter((pod) => pod.endsWith(' node-1')).map((pod) => pod.replace(/ .*/, '').replace(/^(kube-proxy|coredns).*/, '$1'))).toEqual(
      expect.arrayContaining(['etcd-node-1', 'kube-apiserver-node-1', 'kube-controller-manager-node-1', 'kube-proxy', 'kube-scheduler-node-1']),
    );
    expect(pods).toHaveLength(4 + 3 + 2);
    expect(on.type('kubectl cluster-info')).toContain('CoreDNS is running at https://');
    on.type('kubectl create deployment web --image=nginx:1.25 --replicas=4');
    on.wait(10);
    expect(on.type('kubectl get pods -o jsonpath={.items[*].spec.nodeName}')).not.toContain('node-1');
  });

  it('names resolve while CoreDNS has a ready pod', () => {
    const on = new TypedCluster({ addons: ['kube-system'] });
    on.type('kubectl run client --image=busybox:1.36 -- sleep 100000');
    on.wait(30);
    const lookUp = () => on.type('kubectl exec client -- nslookup -timeout=2 kubernetes.default.svc.cluster.local');
    expect(lookUp()).toContain('Address: 10.96.0.1');
    on.type('kubectl scale deployment coredns -n kube-system --replicas=0');
    on.wait(40);
    expect(lookUp()).not.toContain('Address: 10.96.0.1');
    on.type('kubectl scale deployment coredns -n kube-system --replicas=1');
    on.wait(20);
    expect(lookUp()).toContain('Address: 10.96.0.1');
  });

  it('shows a static pod again when its mirror is deleted; switched off, nothing is left', () => {
    const on = new TypedCluster({ addons: ['kube-system'] });
    on.wait(20);
    on.type('kubectl delete pod kube-scheduler-node-1 -n kube-system');
    on.wait(10);
    expect(on.type('kubectl get pod kube-scheduler-node-1 -n kube-system --no-headers')).toContain('Running');
    on.put('addon-off', { name: 'kube-system' });
    on.wait(60);
    expect(on.type('kubectl get all -n kube-system')).toBe('No resources found in kube-system namespace.\n');
  });

  it('has component statuses with and without it', () => {
    const plain = new TypedCluster();
    expect(plain.type('kubectl get cs')).toBe(
      'Warning: v1 ComponentStatus is deprecated in v1.19+\nNAME                 STATUS    MESSAGE   ERROR\ncontroller-manager   Healthy   ok        \netcd-0               Healthy   ok        \nscheduler            Healthy   ok        \n',
    );
    plain.put('scheduler-stop', {});
    expect(plain.type('kubectl get cs scheduler --no-headers')).toContain(
      'Unhealthy   Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused',
    );
  });
});
