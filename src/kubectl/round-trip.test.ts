/** What a cluster gives with `get -o yaml` can be applied again, and changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../cluster/cluster.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { runToEnd } from '../engine/drive.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { kubectl } from './kubectl.ts';
import { Terminal } from './terminal/terminal.ts';

type Json = Readonly<Record<string, unknown>>;

const word = fc.constantFrom('a', 'b-c', 'd.e', 'yes', '012', '1e3', 'null', '~', 'ÿ');
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'x.io/y'), fc.constantFrom('a', '1', 'true', ''), { maxKeys: 2 });
const env = fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: word }), { selector: ({ name }) => name, maxLength: 3 });
const container = fc.record(
  {
    image: fc.constantFrom('nginx:1.25', 'busybox:1.36'),
    args: fc.array(word, { maxLength: 2 }),
    env,
    ports: fc.uniqueArray(fc.record({ containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP') }), {
      selector: ({ containerPort }) => containerPort,
      maxLength: 2,
    }),
    resources: fc.record({ limits: fc.record({ cpu: fc.constantFrom('0.5', '1000m', '2'), memory: fc.constantFrom('1Gi', '1024Mi', '1e6') }, { requiredKeys: [] }) }),
  },
  { requiredKeys: ['image'] },
);
const spec = fc.array(container, { minLength: 1, maxLength: 2 }).map((all) => ({ containers: all.map((fields, i) => ({ name: `c${i}`, ...fields })) }));
const deployment = fc.record({ labels, replicas: fc.option(fc.constant(0), { nil: undefined }), spec }).map(({ labels: own, replicas, spec: pods }) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'it', labels: own },
  spec: { ...(replicas !== undefined && { replicas }), paused: true, selector: { matchLabels: { app: 'it' } }, template: { metadata: { labels: { app: 'it' } }, spec: pods } },
}));
const configMap = fc
  .record({
    labels,
    data: fc.dictionary(fc.constantFrom('k', 'file.txt', 'y'), fc.oneof(word, fc.constantFrom('two\nlines\n', ' led', 'trailing \n', '#', '- a: b')), { maxKeys: 3 }),
  })
  .map(({ labels: own, data }) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'it', labels: own }, data }));
const service = fc.record({ labels, type: fc.constantFrom('ClusterIP', 'NodePort'), targetPort: fc.constantFrom(80, 'http') }).map(({ labels: own, type, targetPort }) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'it', labels: own },
  spec: { type, selector: { app: 'it' }, ports: [{ port: 80, targetPort }] },
}));

/** Without what an apply is meant to change; a Deployment's generation grows with its annotations. */
function essence(object: KubeObject): unknown {
  const { metadata, status: _____, ...rest } = object as KubeObject & { readonly status?: unknown };
  const { annotations, resourceVersion: _, managedFields: __, generation: ____, ...kept } = metadata;
  const { 'kubectl.kubernetes.io/last-applied-configuration': ___, ...others } = annotations ?? {};
  return { ...rest, metadata: { ...kept, annotations: others } };
}

function roundTrip(object: Json, resource: string, options: string): { readonly before: unknown; readonly after: unknown } {
  const simulation = createCluster({ images: tutorialImages, seed: 1 });
  simulation.advanceTo(simulation.position.time + 2000);
  const terminal = new Terminal({ cwd: '/tmp', env: {}, files: { 'first.json': JSON.stringify(object) }, kubectl: (argv, io) => kubectl(argv, io, { kinds: kindRegistry.kinds }) });
  const output: string[] = [];
  const type = (line: string): void => {
    const code = runToEnd(simulation, terminal.runLine(line, { stdout: (text) => void output.push(text), stderr: (text) => void output.push(text), stdin: '' }))?.value;
    if (code !== 0) throw new Error(`${line}: ${output.join('')}`);
  };
  const now = (): unknown => essence(simulation.view.get(resource, 'default', 'it')!);
  type(`kubectl apply ${options} -f first.json`);
  simulation.settle();
  const before = now();
  type('kubectl get -f first.json -o yaml > again.yaml');
  type(`kubectl apply ${options} -f again.yaml`);
  type('kubectl get -f first.json -o json > once-more.json');
  type('kubectl replace -f once-more.json');
  return { before, after: now() };
}

describe('apply of what get gave', () => {
  it.each<[string, string, fc.Arbitrary<Json>, string]>([
    ['Deployment', 'deployments.apps', deployment, ''],
    ['ConfigMap', 'configmaps', configMap, ''],
    ['Service', 'services', service, ''],
    ['Deployment on the server', 'deployments.apps', deployment, '--server-side'],
    ['ConfigMap on the server', 'configmaps', configMap, '--server-side'],
  ])('changes nothing of a %s', (_, resource, objects, options) => {
    fc.assert(
      fc.property(objects, (object) => {
        const { before, after } = roundTrip(object, resource, options);
        expect(after).toEqual(before);
      }),
      { seed: 11, numRuns: 15 },
    );
  });
});
