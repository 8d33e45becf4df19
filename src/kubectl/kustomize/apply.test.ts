import { expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../../cluster/cluster.ts';
import { runToEnd } from '../../engine/drive.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { kubectl } from '../kubectl.ts';
import { Terminal } from '../terminal/terminal.ts';

const simulation = createCluster({ preset: 'one', images: tutorialImages });
const terminal = new Terminal({
  cwd: '/root/shop',
  kubectl: (argv, io) => kubectl(argv, io, { kinds: kindRegistry.kinds }),
  files: {
    'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator:\n- name: settings\n  literals: [A=1]\n',
    'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: nginx, image: "nginx:1.25", envFrom: [{configMapRef: {name: settings}}]}
`,
    'dev/kustomization.yaml': 'resources: [../base]\nnamePrefix: dev-\nimages: [{name: nginx, newTag: "1.27"}]\nreplicas: [{name: web, count: 2}]\n',
  },
});

function run(line: string): string {
  let out = '';
  const task = terminal.runLine(line, { stdout: (text) => (out += text), stderr: (text) => (out += text) });
  runToEnd(simulation, task);
  return out;
}

it('applies, compares and deletes what a folder describes', () => {
  expect(run('kubectl apply -k dev')).toBe('configmap/dev-settings-89g4tffbfk created\ndeployment.apps/dev-web created\n');
  expect(run('cd dev && kubectl apply -k .')).toBe('configmap/dev-settings-89g4tffbfk unchanged\ndeployment.apps/dev-web unchanged\n');
  expect(
    run('kubectl get deploy dev-web -o jsonpath="{.spec.replicas} {.spec.template.spec.containers[0].image} {.spec.template.spec.containers[0].envFrom[0].configMapRef.name}"'),
  ).toBe('2 nginx:1.27 dev-settings-89g4tffbfk');
  expect(run('kubectl kustomize dev | grep -c kind')).toBe('2\n');
  expect(run('kubectl diff -k dev')).toBe('');
  expect(run('kubectl delete -k dev --wait=false')).toBe(
    'configmap "dev-settings-89g4tffbfk" deleted from default namespace\ndeployment.apps "dev-web" deleted from default namespace\n',
  );
  expect(run('kubectl apply -k nowhere')).toMatch(/^error: must build at directory: not a valid directory: evalsymlink failure on 'nowhere' : lstat \/root\/shop\/nowhere/);
  expect(run('kubectl apply -k dev -f x')).toMatch(/^error: only one of -f or -k can be specified\n/);
});
