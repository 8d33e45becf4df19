import { describe, expect, it } from 'vitest';
import { TestNode } from '../test-node.ts';

function put(
  node: TestNode,
  resource: string,
  namespace: string,
  object: { readonly apiVersion: string; readonly metadata: { readonly name: string } } & Record<string, unknown>,
): void {
  const [group, version] = object.apiVersion.includes('/') ? (object.apiVersion.split('/') as [string, string]) : ['', object.apiVersion];
  const response = node.simulation.request({ verb: 'create', group, version, resource, namespace, body: { ...object, metadata: { namespace, ...object.metadata } } });
  if (!response.ok) throw new Error(response.status.message);
}

const slice = (service: string, addresses: readonly string[], fields: Record<string, unknown> = {}, port = 80) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${service}-1`, labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true }, nodeName: 'node-1', ...fields })),
  ports: [{ name: '', port, protocol: 'TCP' }],
});
const service = (name: string, spec: Record<string, unknown>) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });

/** A node with a web server at 10.244.0.2, and with kube-proxy and a name server where asked for. */
function network({ proxy = true, dns = true } = {}): TestNode {
  const node = new TestNode();
  node.simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } } });
  node.run({ containers: [{ name: 'a', image: 'nginx:1.25' }] }, 'web', 8);
  if (proxy)
    put(node, 'pods', 'kube-system', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'proxy', labels: { 'k8s-app': 'kube-proxy' } },
      spec: { nodeName: 'node-1', hostNetwork: true, containers: [{ name: 'a', image: 'busybox:1.36', command: ['sleep', '100000'] }] },
    } as never);
  node.wait(5);
  if (dns) {
    put(node, 'services', 'kube-system', service('kube-dns', { clusterIP: '10.96.0.10' }));
    put(node, 'endpointslices', 'kube-system', slice('kube-dns', ['10.244.0.9'], {}, 53));
  }
  put(node, 'services', 'default', service('web', { clusterIP: '10.96.0.20', type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }));
  put(node, 'endpointslices', 'default', slice('web', ['10.244.0.2']));
  put(node, 'services', 'default', service('nobody', { clusterIP: '10.96.0.21' }));
  put(node, 'services', 'default', service('direct', { clusterIP: 'None' }));
  put(node, 'endpointslices', 'default', slice('direct', ['10.244.0.2'], { hostname: 'first' }));
  put(node, 'services', 'default', {
    ...service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
    spec: { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' },
  });
  return node;
}

function said(node: TestNode, script: string, spec: object = {}): string {
  node.run({ restartPolicy: 'Never', containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', script] }], ...spec }, 'client', 40);
  const response = node.request('get', 'pods/client/log');
  return response.ok && 'text' in response ? response.text : '';
}

const get = (url: string) => `wget -q -T 2 -O - ${url} > /tmp/page 2> /tmp/error && grep -c 'nginx' /tmp/page > /dev/null && echo page || cat /tmp/error`;

describe('network', () => {
  it.each([
    ["a pod's address", '10.244.0.2', 'page\n'],
    ['a Service', 'web', 'page\n'],
    ['a Service of a namespace', 'web.default', 'page\n'],
    ['a whole name', 'web.default.svc.cluster.local', 'page\n'],
    ["a Service's address", '10.96.0.20', 'page\n'],
    ['a headless Service', 'direct', 'page\n'],
    ['one host of a headless Service', 'first.direct', 'page\n'],
    ['a pod by name', '10-244-0-2.default.pod.cluster.local', 'page\n'],
    ['another name for a Service', 'alias', 'page\n'],
    ['a port of a node', '10.89.0.11:30080', 'page\n'],
    ['a port where nobody listens', '10.244.0.2:81', "wget: can't connect to remote host (10.244.0.2): Connection refused\n"],
    ['a Service with nobody behind it', 'nobody', "wget: can't connect to remote host (10.96.0.21): Connection refused\n"],
    ['no such name', 'none', "wget: bad address 'none'\n"],
    ['a name outside', 'example.com', "wget: bad address 'example.com'\n"],
  ])('reaches %s', (_, host, text) => {
    expect(said(network(), get(host))).toBe(text);
  });

  const HEAD = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n';
  const no = (...names: string[]) => names.map((name) => `** server can't find ${name}: NXDOMAIN\n\n`).join('');
  const found = (name: string, ...addresses: string[]) => `${addresses.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('')}\n`;
  // What busybox 1.35 printed with a name server that answers as CoreDNS does.
  it.each([
    ['web', `${found('web.default.svc.cluster.local', '10.96.0.20')}${no('web.svc.cluster.local', 'web.cluster.local')}\n${no('web.svc.cluster.local', 'web.cluster.local')}1`],
    ['web.default', `${no('web.default', 'web.default')}1`],
    ['web.default.svc.cluster.local', `${found('web.default.svc.cluster.local', '10.96.0.20')}\n0`],
    ['direct.default.svc.cluster.local', `${found('direct.default.svc.cluster.local', '10.244.0.2')}\n0`],
    ['-type=a none', `${no('none.default.svc.cluster.local', 'none.svc.cluster.local', 'none.cluster.local')}1`],
    [
      '-type=a alias.default.svc.cluster.local',
      `alias.default.svc.cluster.local\tcanonical name = web.default.svc.cluster.local\n${found('web.default.svc.cluster.local', '10.96.0.20')}0`,
    ],
    ['10.96.0.20', '20.0.96.10.in-addr.arpa\tname = web.default.svc.cluster.local\n\n0'],
    ['10.9.9.9', `${no('9.9.9.10.in-addr.arpa')}1`],
  ])('nslookup %s', (words, text) => {
    expect(said(network(), `nslookup ${words}; echo $?`)).toBe(`${HEAD}${text}\n`);
  });

  it('nslookup without a name server', () => {
    expect(said(network({ dns: false }), 'nslookup web; echo $?')).toBe(';; connection timed out; no servers could be reached\n\n1\n');
  });

  it('has no Services without kube-proxy', () => {
    expect(said(network({ proxy: false }), get('10.96.0.20'))).toBe('wget: download timed out\n');
  });

  it('has no names without a name server', () => {
    expect(said(network({ dns: false }), get('web'))).toBe("wget: bad address 'web'\n");
  });

  it("writes the name server into pods' resolv.conf", () => {
    expect(said(network(), 'cat /etc/resolv.conf')).toBe('search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n');
    expect(said(network(), 'cat /etc/resolv.conf', { dnsPolicy: 'Default' })).toBe('');
  });

  it('stays with one backend where the Service is told to', () => {
    const node = network();
    for (const name of ['b', 'c'])
      node.run({ containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', `mkdir /w; echo ${name} > /w/index.html; httpd -f -p 80 -h /w`] }] }, name);
    const addresses = ['b', 'c'].map((name) => node.pod(name)!.status.podIP!);
    put(node, 'services', 'default', service('many', { clusterIP: '10.96.0.30' }));
    put(node, 'endpointslices', 'default', slice('many', addresses));
    put(node, 'services', 'default', service('sticky', { clusterIP: '10.96.0.31', sessionAffinity: 'ClientIP' }));
    put(node, 'endpointslices', 'default', slice('sticky', addresses));
    const lines = said(node, 'for s in many sticky; do for i in 1 2 3 4 5 6 7 8 9 10; do wget -q -O - $s; done | sort | uniq -c | wc -l; done');
    expect(lines).toBe('2\n1\n');
  });

  it("keeps what a request made the server's container print", () => {
    const node = new TestNode();
    node.run({ containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', 'echo "got $(echo hello | nc -l -p 9000)"; sleep 1000'] }] }, 'server');
    said(node, `echo hi | nc -w 1 ${node.pod('server')!.status.podIP} 9000`);
    const response = node.request('get', 'pods/server/log');
    expect(response).toMatchObject({ text: 'got hi\n' });
  });
});
