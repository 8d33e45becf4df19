import { describe, expect, it } from 'vitest';
import { serialize } from '../../../engine/state.ts';
import { TypedCluster } from '../../testing/typed-cluster.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: nginx, image: 'nginx:1.25', resources: {requests: {cpu: 100m, memory: 32Mi}, limits: {cpu: 400m}}}
      - {name: helper, image: 'busybox:1.36', command: [sleep, '100000'], resources: {requests: {cpu: 10m}}}
`;

function cluster(addons: readonly string[] = ['metrics']): TypedCluster {
  const made = new TypedCluster({ addons }, { 'web.yaml': WEB });
  made.type('kubectl apply -f web.yaml');
  made.wait(60);
  return made;
}
const words = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

describe('metrics add-on', () => {
  const idle = cluster([]);

  it('is off by default, and says so', () => {
    const off = idle;
    expect(off.type('kubectl top pods')).toBe('error: Metrics API not available\n');
    expect(off.type('kubectl api-versions | grep metrics')).toBe('');
    expect(off.type('kubectl get pods -n kube-system')).toBe('No resources found in kube-system namespace.\n');
  });

  it('serves what containers and nodes use', () => {
    const on = cluster();
    expect(on.put('load', { target: 'deployment/web', cpu: '150m', memory: '64Mi' })).toBe(
      'Load on deployment default/web: 150m CPU and 64Mi of memory, divided evenly among its ready pods.',
    );
    on.wait(20);
    expect(words(on.type('kubectl top pods --containers --no-headers'))).toEqual([
      [expect.stringMatching(/^web-/), 'helper', '0m', '1Mi'],
      [expect.stringMatching(/^web-/), 'nginx', '150m', '64Mi'],
    ]);
    expect(words(on.type('kubectl top pods -l app=web --no-headers'))).toEqual([[expect.stringMatching(/^web-/), '150m', '65Mi']]);
    expect(on.type('kubectl top pods -A --sort-by=cpu')).toMatch(/^NAMESPACE {5}NAME .*\ndefault .*\nkube-system .*\n$/);
    const node = on.simulation.view.list<{ spec: { nodeName: string } } & never>('pods', 'default')[0]! as unknown as { spec: { nodeName: string } };
    expect(words(on.type(`kubectl top node ${node.spec.nodeName} --no-headers`))[0]!.slice(0, 2)).toEqual([node.spec.nodeName, expect.stringMatching(/^21[05]m$/)]);
    expect(on.type('kubectl top pod nobody')).toBe('Error from server (NotFound): podmetrics.metrics.k8s.io "default/nobody" not found\n');
    expect(on.type('kubectl api-versions | grep metrics')).toBe('metrics.k8s.io/v1beta1\n');
    expect(on.type('kubectl get apiservices v1beta1.metrics.k8s.io --no-headers')).toMatch(/kube-system\/metrics-server {3}True/);
  });

  it('has containers killed that a load takes beyond their memory limit', () => {
    const on = cluster();
    on.type('kubectl run small --image=nginx:1.25 --overrides=\'{"spec":{"containers":[{"name":"small","image":"nginx:1.25","resources":{"limits":{"memory":"64Mi"}}}]}}\'');
    on.wait(20);
    expect(on.put('load', { target: 'pod/small', memory: '63Mi' })).toMatch(/63Mi/);
    on.wait(40);
    expect(on.type('kubectl get pod small -o jsonpath={.status.containerStatuses[0].restartCount}')).toBe('0');
    on.put('load', { target: 'pod/small', memory: '65Mi' });
    on.wait(40);
    expect(on.type('kubectl get pod small -o jsonpath={.status.containerStatuses[0].lastState.terminated.reason}')).toBe('OOMKilled');
  });

  it.each([
    ['requests, shared among ready pods', 'kubectl annotate deployment web load.kubetick.dev/requests-per-second=200', ['100m', '100m']],
    ['requests of a cost', 'kubectl annotate deployment web load.kubetick.dev/requests-per-second=40 load.kubetick.dev/cpu-per-request=10m', ['200m', '200m']],
    ['no more than the limit', 'kubectl annotate deployment web load.kubetick.dev/cpu=4', ['400m', '400m']],
    ['what cannot be read', 'kubectl annotate deployment web load.kubetick.dev/cpu=lots', ['0m', '0m']],
  ])('takes load from annotations: %s', (_, line, usage) => {
    const on = cluster();
    on.type('kubectl scale deployment web --replicas=2');
    on.type(line);
    on.wait(45);
    expect(words(on.type('kubectl top pods --no-headers')).map(([, cpu]) => cpu)).toEqual(usage);
  });

  it('measures the requests that pods answer', () => {
    const on = cluster();
    on.type('kubectl expose deployment web --port=80');
    const ip = on.type("kubectl get pods -o jsonpath='{.items[0].status.podIP}'");
    on.type(`kubectl run client --image=busybox:1.36 -- sh -c 'while sleep 0.05; do wget -q -O- http://${ip}; done'`);
    on.wait(60);
    const cpu = Number.parseInt(words(on.type('kubectl top pods -l app=web --no-headers'))[0]![1]!, 10);
    expect(cpu).toBeGreaterThan(10);
    expect(cpu).toBeLessThan(25);
  });

  it.each([
    [{ target: 'deployment/none', cpu: '1' }, 'refused: there is no deployment "none" in namespace default'],
    [{ target: '__proto__/x', cpu: '1' }, /^refused: load falls on pod\/NAME, deployment\/NAME/],
    [{ target: 'deployment/web', cpu: '-1' }, 'refused: cpu is no amount: -1'],
    [{ target: 'deployment/web', requests: '1e9' }, 'refused: more than 1000000 requests a second are not modelled'],
    [{ target: 'deployment/web' }, 'No load is put on deployment default/web any more.'],
  ])('reads its input: %j', (args, said) => {
    expect(idle.put('load', args)).toEqual(typeof said === 'string' ? said : expect.stringMatching(said));
  });

  it('scales with the load, up at once and down after five minutes', () => {
    const on = cluster();
    on.type('kubectl autoscale deployment web --min=1 --max=5 --cpu=50%');
    on.type('kubectl annotate deployment web load.kubetick.dev/requests-per-second=190');
    on.wait(120);
    expect(words(on.type('kubectl get hpa --no-headers'))[0]!.slice(1, 6)).toEqual(['Deployment/web', 'cpu: 43%/50%', '1', '5', '4']);
    expect(on.type('kubectl describe hpa web')).toContain('New size: 4; reason: cpu resource utilization (percentage of request) above target');
    on.type('kubectl annotate deployment web load.kubetick.dev/requests-per-second-');
    on.wait(200);
    expect(on.type('kubectl describe hpa web')).toContain('ScaleDownStabilized');
    on.wait(200);
    expect(words(on.type('kubectl get hpa --no-headers'))[0]![5]).toBe('1');
    expect(on.type('kubectl describe hpa web')).toContain('New size: 1; reason: All metrics below target');
    expect(on.type('kubectl get horizontalpodautoscalers.v1.autoscaling web -o yaml')).toContain(
      '{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":0,"currentAverageValue":"0"}}',
    );
  });

  it('can be switched on and off on the way, and the tape replays to the byte', () => {
    const on = cluster([]);
    on.type('kubectl autoscale deployment web --min=1 --max=5 --cpu=50%');
    on.wait(20);
    expect(on.put('addon-on', { name: 'metrics' })).toMatch(/^The add-on Metrics is switched on/);
    expect(on.put('addon-on', { name: 'metrics' })).toBe('refused: the add-on metrics is on already');
    expect(on.put('addon-on', { name: 'metric' })).toBe('refused: no add-on is named "metric"; there are kube-system, metrics, provisioner, load-balancer, ingress');
    on.put('load', { target: 'deployment/web', requests: '190' });
    on.wait(120);
    expect(words(on.type('kubectl get hpa --no-headers'))[0]![5]).toBe('4');
    expect(on.put('addon-off', { name: 'metrics' })).toMatch(/^The add-on Metrics is switched off/);
    on.wait(60);
    expect(on.type('kubectl get all -n kube-system')).toBe('No resources found in kube-system namespace.\n');
    expect(on.type('kubectl describe hpa web')).toContain('the server could not find the requested resource (get pods.metrics.k8s.io)');
    const { step } = on.simulation.position;
    const bytes = serialize(on.simulation.state);
    on.simulation.seek(10);
    on.simulation.seek(step);
    expect(serialize(on.simulation.state)).toBe(bytes);
  });
});
