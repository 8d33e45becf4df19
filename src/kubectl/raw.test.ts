import { describe, expect, it } from 'vitest';
import { createCluster } from '../cluster/cluster.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { runLine } from './testing/run-line.ts';

const simulation = createCluster({ preset: 'three', images: tutorialImages });
simulation.settle();

const run = (line: string, stdin?: string) => runLine(simulation, line, { ...(stdin !== undefined && { stdin }) });

describe('kubectl … --raw', () => {
  it.each([
    ['/healthz', 'ok'],
    ['/readyz', 'ok'],
    ['/livez/etcd', 'ok'],
    ['/api', '{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[{"clientCIDR":"0.0.0.0/0","serverAddress":"10.89.0.11:6443"}]}\n'],
    [
      '/apis/apps',
      '{"kind":"APIGroup","apiVersion":"v1","name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}\n',
    ],
  ])('answers %s', (path, stdout) => expect(run(`get --raw ${path}`)).toEqual({ stdout, stderr: '', code: 0 }));
  it.each([
    ['/apis/apps/v1', /^\{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"apps\/v1","resources":\[\{"name":"controllerrevisions"/],
    ['/readyz?verbose&exclude=etcd', /^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd excluded: ok\n\[\+\]etcd-readiness ok\n[^]*\n\[\+\]shutdown ok\nreadyz check passed\n$/],
    ['/livez?verbose', /^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd ok\n\[\+\]poststarthook[^]*apiservice-openapiv3-controller ok\nlivez check passed\n$/],
    ['/version', /"gitVersion": "v1\.34\.4"/],
    ['/api/v1/namespaces/default', /^\{"kind":"Namespace","apiVersion":"v1","metadata":\{"name":"default","uid":/],
    ['/api/v1/namespaces/kube-system/serviceaccounts/default', /^\{"kind":"ServiceAccount","apiVersion":"v1","metadata":\{"name":"default","namespace":"kube-system"/],
    [
      '/api/v1/nodes?labelSelector=kubernetes.io/hostname%3Dnode-1',
      /^\{"kind":"NodeList","apiVersion":"v1","metadata":\{"resourceVersion":"\d+"\},"items":\[\{"metadata":\{"name":"node-1"[^\n]*\n$/,
    ],
  ])('answers %s as the API does', (path, stdout) => expect(run(`get --raw ${path}`).stdout).toMatch(stdout));
  it.each([
    ['get --raw /nothing', 'Error from server (NotFound): the server could not find the requested resource\n'],
    ['get --raw /api/v1/namespaces/default/pods/x', 'Error from server (NotFound): pods "x" not found\n'],
    ['get --raw api', 'error: --raw must be a valid URL path: parse "api": invalid URI for request\n'],
    ['get --raw /api pods', 'error: arguments may not be passed when --raw is specified\n'],
    ['get --raw /api -o yaml', 'error: --raw and --output are mutually exclusive\n'],
    ['get --raw /ping', 'Error from server (NotFound): the server could not find the requested resource\n'],
    ['get --raw /api/v1/namespaces/default/configmaps?limit=1&continue=%%%', 'Error from server (BadRequest): continue key is not valid: illegal base64 data at input byte 0\n'],
    ['get --raw /api/v1/nodes/node-1/proxy/stats', 'error: --raw /api/v1/nodes/node-1/proxy/stats is not served by this simulation\n'],
    ['get --raw /metrics', 'error: --raw /metrics is not served by this simulation\n'],
    ['get --raw /api/v1/pods?watch=true', 'error: watching by --raw is not part of this simulation: kubectl get --watch does it\n'],
    ['get --raw /api/v1/namespaces/%ZZ', 'Error from server (NotFound): the server could not find the requested resource\n'],
    ['create --raw /api/v1/namespaces -f a -f b', 'error: --raw can only use a single local file or stdin\n'],
    ['create --raw /api/v1/namespaces -f nope', 'error: open nope: no such file or directory\n'],
  ])('%s', (line, stderr) => expect(run(line)).toEqual({ stdout: '', stderr, code: 1 }));
  it('gives a list in parts', () => {
    const names = (text: string) => [...text.matchAll(/"metadata":\{"name":"(node-\d)"/g)].map(([, name]) => name);
    const first = run('get --raw /api/v1/nodes?limit=2').stdout;
    const { metadata } = JSON.parse(first) as { metadata: { continue: string; remainingItemCount: number } };
    expect(names(first)).toEqual(['node-1', 'node-2']);
    expect(metadata.remainingItemCount).toBe(1);
    expect(names(run(`get --raw /api/v1/nodes?limit=2&continue=${metadata.continue}`).stdout)).toEqual(['node-3']);
  });
  it('lets a namespace go that somebody holds, by its subresource finalize', () => {
    run('create --raw /api/v1/namespaces -f -', '{"metadata":{"name":"held"},"spec":{"finalizers":["example.com/a"]}}');
    const finalize = (finalizers: string) => run('replace --raw /api/v1/namespaces/held/finalize -f -', `{"metadata":{"name":"held"},"spec":{"finalizers":${finalizers}}}`);
    expect(finalize('["nobody"]').stderr).toBe(
      'The Namespace "held" is invalid: spec.finalizers[0]: Invalid value: "nobody": name is neither a standard finalizer name nor is it fully qualified\n',
    );
    expect(finalize('["example.com/b"]').stdout).toContain('"spec":{"finalizers":["example.com/b"]}');
    expect(run('get --raw /api/v1/namespaces/held/finalize').stderr).toBe(
      'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n',
    );
    run('delete --raw /api/v1/namespaces/held');
    finalize('[]');
    expect(run('get --raw /api/v1/namespaces/held').stderr).toBe('Error from server (NotFound): namespaces "held" not found\n');
  });
  it('creates, replaces and deletes', () => {
    const made = run('create --raw /api/v1/namespaces/default/configmaps -f -', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: "<v>"}\n');
    expect(made.stdout).toMatch(/^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"name":"a","namespace":"default",.*"data":\{"k":"\\u003cv\\u003e"\}\}\n$/);
    expect(run('replace --raw /api/v1/namespaces/default/configmaps/a -f -', '{"metadata":{"name":"a"},"data":{"k":"2"}}').stdout).toContain('"data":{"k":"2"}');
    expect(run('delete --raw /api/v1/namespaces/default/configmaps/a').stdout).toMatch(
      /^\{"kind":"Status","apiVersion":"v1","metadata":\{\},"status":"Success","details":\{"name":"a","kind":"configmaps","uid":/,
    );
  });
});

describe('acting as another', () => {
  it.each([
    ['auth whoami --as=bob --as-group=dev', 'ATTRIBUTE   VALUE\nUsername    bob\nGroups      [dev system:authenticated]\n'],
    ['auth whoami --as=bob --as-uid=7', 'ATTRIBUTE   VALUE\nUsername    bob\nUID         7\nGroups      [system:authenticated]\n'],
    ['auth can-i delete pods --as=bob', 'yes\n'],
  ])('%s', (line, stdout) => expect(run(line)).toEqual({ stdout, stderr: '', code: 0 }));
  it('wants a user for a group', () =>
    expect(run('get nodes --as-group=x')).toEqual({
      stdout: '',
      stderr: 'error: requesting uid, groups or user-extra for kubernetes-admin without impersonating a user\n',
      code: 1,
    }));
});
