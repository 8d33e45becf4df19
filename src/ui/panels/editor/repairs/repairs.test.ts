import { describe, expect, it } from 'vitest';
import { repairs } from './repairs.ts';
import { applyEdits } from './text.ts';

const repaired = (text: string, problem?: string, line = 1): readonly (readonly [string, string])[] =>
  repairs(text, problem === undefined ? [] : [{ line, message: problem }]).map(({ title, edits }) => [title, applyEdits(text, edits)] as const);

const json = (found: string, field: string, type: string): string =>
  `Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal ${found} into Go struct field ${field} of type ${type}`;

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n';

describe('versions that are gone', () => {
  it.each([
    [
      'a Deployment, with the selector that apps/v1 wants',
      'apiVersion: extensions/v1beta1 # old\nkind: Deployment\nspec:\n  template:\n    metadata:\n      labels:\n        app: web # mine\n        tier: "1"\n',
      'Use apps/v1 with a selector',
      'apiVersion: apps/v1 # old\nkind: Deployment\nspec:\n  selector:\n    matchLabels:\n      app: web\n      tier: "1"\n  template:\n    metadata:\n      labels:\n        app: web # mine\n        tier: "1"\n',
    ],
    ['a StatefulSet', 'apiVersion: apps/v1beta2\nkind: StatefulSet', 'Use apps/v1', 'apiVersion: apps/v1\nkind: StatefulSet'],
    [
      'an Ingress, with its backends',
      'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nspec:\n  backend:\n    serviceName: all\n    servicePort: http\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n          serviceName: web\n          servicePort: 80\n      - path: /b\n        pathType: Exact\n        backend: {serviceName: b, servicePort: 8080}\n',
      'Use networking.k8s.io/v1 and its backends',
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n  defaultBackend:\n    service:\n      name: all\n      port:\n        name: http\n  rules:\n  - http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: web\n            port:\n              number: 80\n      - path: /b\n        pathType: Exact\n        backend: { service: { name: b, port: { number: 8080 } } }\n',
    ],
    [
      'an autoscaler, with its metrics',
      'apiVersion: autoscaling/v2beta1\nkind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      targetAverageUtilization: 60\n',
      'Use autoscaling/v2 and its metrics',
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec:\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      target:\n        type: Utilization\n        averageUtilization: 60\n',
    ],
    ['a CronJob', 'apiVersion: batch/v1beta1\nkind: CronJob', 'Use batch/v1', 'apiVersion: batch/v1\nkind: CronJob'],
    ['a budget', 'kind: PodDisruptionBudget\napiVersion: policy/v1beta1', 'Use policy/v1', 'kind: PodDisruptionBudget\napiVersion: policy/v1'],
    ['a Role', 'apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role', 'Use rbac.authorization.k8s.io/v1', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role'],
    [
      'a selector that is missing',
      `${DEPLOYMENT}  template:\n    metadata: {labels: {app: web}}\n`,
      "Select the template's labels",
      `${DEPLOYMENT}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata: {labels: {app: web}}\n`,
    ],
  ])('%s', (_, text, title, after) => expect(repaired(text)).toEqual([[title, after]]));
});

describe('kinds', () => {
  it.each([
    ['kind: deployment', 'Deployment'],
    ['kind: Pods', 'Pod'],
    ['kind: svc', 'Service'],
    ['kind: networkpolicies', 'NetworkPolicy'],
    ['kind: ingressclass', 'IngressClass'],
  ])('%s', (text, kind) => expect(repaired(text)).toEqual([[`Write kind ${kind}`, `kind: ${kind}`]]));
  it.each(['kind: Deployment', 'kind: Widget', 'kind: constructor', 'kind: __proto__'])('leaves %s alone', (text) => expect(repaired(text)).toEqual([]));
});

describe('texts that cannot be read', () => {
  it.each([
    ['tabs', 'kind: Pod\nspec:\n\tcontainers: []\n', 'Turn tabs into spaces', 'kind: Pod\nspec:\n  containers: []\n'],
    ['one space too many', 'kind: Pod\nspec:\n  a: 1\n   b: 2\n', 'Indent line 4 by 2', 'kind: Pod\nspec:\n  a: 1\n  b: 2\n'],
    ['a list element out of line', 'spec:\n  containers:\n  - name: a\n   image: b\n', 'Indent line 4 by 4', 'spec:\n  containers:\n  - name: a\n    image: b\n'],
    ['no space behind a colon', 'metadata:\n  name:web\n  labels: {}\n', 'Put a space behind the colon or dash', 'metadata:\n  name: web\n  labels: {}\n'],
    ['a template as a value', 'spec:\n  image: {{ .Values.image }}\n', 'Put the template text in quotes', "spec:\n  image: '{{ .Values.image }}'\n"],
    ['a template as a line', 'spec:\n  {{- if .Values.x }}\n  a: 1\n', 'Make the template line a comment', 'spec:\n  # {{- if .Values.x }}\n  a: 1\n'],
  ])('%s', (_, text, title, after) => expect(repaired(text)).toContainEqual([title, after]));
});

describe('what the API server says', () => {
  it.each([
    ['a misspelt field', `${POD}  - name: c\n    imge: nginx\n`, 'unknown field "spec.containers[0].imge"', 'Write image for imge', `${POD}  - name: c\n    image: nginx\n`],
    ['a field in the wrong case', `${DEPLOYMENT}  Replicas: 3\n`, 'unknown field "spec.Replicas"', 'Write replicas for Replicas', `${DEPLOYMENT}  replicas: 3\n`],
    ['a number as text', `${DEPLOYMENT}  replicas: "3"\n`, json('string', 'DeploymentSpec.spec.replicas', 'int32'), 'Take 3 out of quotes', `${DEPLOYMENT}  replicas: 3\n`],
    [
      'a port as text',
      `${POD}  - name: c\n    ports: [{containerPort: "80"}]\n`,
      json('string', 'ContainerPort.spec.containers.ports.containerPort', 'int32'),
      'Take 80 out of quotes',
      `${POD}  - name: c\n    ports: [{containerPort: 80}]\n`,
    ],
    [
      'text as a number',
      `${POD}  - name: c\n    env:\n    - {name: P, value: 8080}\n    - {name: Q, value: true}\n`,
      json('number', 'EnvVar.spec.containers.env.value', 'string'),
      'Put 8080 in quotes',
      `${POD}  - name: c\n    env:\n    - {name: P, value: "8080"}\n    - {name: Q, value: true}\n`,
    ],
    [
      'a label as a number',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    v: 1.10\n',
      json('number', 'ObjectMeta.metadata.labels', 'string'),
      'Put 1.10 in quotes',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    v: "1.10"\n',
    ],
    ['yes for true', `${DEPLOYMENT}  paused: "true"\n`, json('string', 'DeploymentSpec.spec.paused', 'bool'), 'Take true out of quotes', `${DEPLOYMENT}  paused: true\n`],
    [
      'a quantity with a unit of its own',
      `${POD}  - name: c\n    resources: {limits: {memory: 512MB}}\n`,
      'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^…$\'',
      'Write 512M for 512MB',
      `${POD}  - name: c\n    resources: {limits: {memory: 512M}}\n`,
    ],
    [
      'a quantity with a space',
      `${POD}  - name: c\n    resources: {limits: {memory: "1 Gi"}}\n`,
      'quantities must match the regular expression',
      'Write 1Gi for 1 Gi',
      `${POD}  - name: c\n    resources: {limits: {memory: 1Gi}}\n`,
    ],
  ])('%s', (_, text, problem, title, after) => expect(repaired(text, problem, 4)).toContainEqual([title, after]));
  it('guesses nothing far off', () => expect(repaired(`${DEPLOYMENT}  xyzzy: 3\n`, 'unknown field "spec.xyzzy"', 4)).toEqual([]));
  it('stays within the document that it is about', () =>
    expect(repaired(`${DEPLOYMENT}  replicas: "3"\n---\n${DEPLOYMENT}  replicas: "4"\n`, json('string', 'DeploymentSpec.spec.replicas', 'int32'), 8)).toEqual([
      ['Take 4 out of quotes', `${DEPLOYMENT}  replicas: "3"\n---\n${DEPLOYMENT}  replicas: 4\n`],
    ]));
});

it('takes long and odd texts without running away', () => {
  const started = performance.now();
  for (const text of ['{{'.repeat(50_000), 'a:'.repeat(50_000), '- '.repeat(20_000), '\t'.repeat(90_000), `kind: ${'x'.repeat(90_000)}`])
    repairs(text, [{ line: 1, message: 'unknown field "a"' }]);
  expect(performance.now() - started).toBeLessThan(15_000);
});
