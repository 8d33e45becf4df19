import { describe, expect, it } from 'vitest';
import { TypedCluster } from '../../testing/typed-cluster.ts';

const app = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: c
        image: busybox:1.36
        command: [sh, -c, 'mkdir -p /w/docs; echo ${name} > /w/index.html; echo ${name} docs > /w/docs/index.html; httpd -f -p 80 -h /w']
        readinessProbe: {tcpSocket: {port: 80}}
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 80}]}
---
`;
const backend = (name: string, port = '{number: 80}') => `{service: {name: ${name}, port: ${port}}}`;
const INGRESSES = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: ${backend('one')}}
      - {path: /docs, pathType: Prefix, backend: ${backend('two', '{name: http}')}}
      - {path: /docs/exact, pathType: Exact, backend: ${backend('one')}}
      - {path: /gone, pathType: Prefix, backend: ${backend('none')}}
  - host: '*.wild.example.com'
    http: {paths: [{path: /, pathType: Prefix, backend: ${backend('two')}}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: rewritten, annotations: {nginx.ingress.kubernetes.io/rewrite-target: '/$2'}}
spec:
  ingressClassName: nginx
  rules:
  - host: api.example.com
    http: {paths: [{path: '/v1(/|$)(.*)', pathType: ImplementationSpecific, backend: ${backend('two')}}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: foreign}
spec:
  ingressClassName: other
  rules: [{host: foreign.example.com, http: {paths: [{path: /, pathType: Prefix, backend: ${backend('one')}}]}}]
`;

function cluster(addons: readonly string[]): TypedCluster {
  const made = new TypedCluster({ addons }, { 'all.yaml': app('one') + app('two') + INGRESSES });
  made.wait(40);
  made.type('kubectl apply -f all.yaml');
  made.type('kubectl run client --image=nginx:1.25');
  made.wait(70);
  return made;
}

describe('ingress add-on', () => {
  const on = cluster(['kube-system', 'load-balancer', 'ingress']);
  const ask = (host: string, path: string, flags = '-s') => on.type(`kubectl exec client -- curl ${flags} -m 5 -H 'Host: ${host}' http://203.0.113.10${path}`);

  it('says where Ingresses of its class are reached', () => {
    expect(on.type('kubectl get ingress --no-headers -o custom-columns=N:.metadata.name,A:.status.loadBalancer.ingress[0].ip')).toBe(
      'foreign     <none>\nrewritten   203.0.113.10\nshop        203.0.113.10\n',
    );
    expect(on.type('kubectl describe ingress shop')).toMatch(/Normal {2}Sync .* nginx-ingress-controller {2}Scheduled for sync/);
  });

  it.each([
    ['a host', 'shop.example.com', '/', 'one\n'],
    ['with a port behind it', 'shop.example.com:80', '/', 'one\n'],
    ['the longest prefix', 'shop.example.com', '/docs/', 'two docs\n'],
    ['a wildcard', 'a.wild.example.com', '/', 'two\n'],
    ['a rewritten path', 'api.example.com', '/v1/docs/', 'two docs\n'],
    ['a rewritten path without a rest', 'api.example.com', '/v1', 'two\n'],
  ])('routes by %s', (_, host, path, said) => expect(ask(host, path)).toBe(said));

  it.each([
    ['an unknown host', 'nobody.example.com', '/', '404'],
    ['a host of another class', 'foreign.example.com', '/', '404'],
    ['a wildcard that would match two labels', 'a.b.wild.example.com', '/', '404'],
    ['a path that no rule has', 'api.example.com', '/v2', '404'],
    ['a prefix that is no whole element', 'api.example.com', '/v1x', '404'],
    ['a Service that is not there', 'shop.example.com', '/gone', '503'],
  ])('has a page of its own for %s', (_, host, path, status) => expect(ask(host, path, "-s -o /dev/null -w '%{http_code}'")).toBe(status));

  it('answers 503 where no pod is ready, and goes on when one is', () => {
    on.type('kubectl scale deployment one --replicas=0');
    on.wait(40);
    expect(ask('shop.example.com', '/', '-si')).toMatch(/^HTTP\/1.1 503 Service Temporarily Unavailable\r?\n/);
    on.type('kubectl scale deployment one --replicas=1');
    on.wait(20);
    expect(ask('shop.example.com', '/')).toBe('one\n');
  });

  it('is reached at its node where there is no load balancer', () => {
    const bare = cluster(['ingress']);
    const ip = bare.type('kubectl get ingress shop -o jsonpath={.status.loadBalancer.ingress[0].ip}');
    expect(ip).toMatch(/^10\.89\./);
    expect(bare.type(`kubectl exec client -- curl -s -m 5 -H 'Host: shop.example.com' http://${ip}/`)).toBe('one\n');
    bare.put('addon-off', { name: 'ingress' });
    bare.wait(60);
    expect(bare.type('kubectl get ingress shop -o jsonpath={.status.loadBalancer}')).toBe('{}');
    expect(bare.type('kubectl get namespace ingress-nginx')).toBe('Error from server (NotFound): namespaces "ingress-nginx" not found\n');
  });
});
