import './re2.ts';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../api/meta/types.ts';
import { factsOf } from './describe.ts';
import { baselineOf, holds } from './evaluate.ts';
import type { ObjectSource } from './evaluate.ts';
import { parseCondition } from './parse.ts';
import type { KnownKind } from './parse.ts';

const kinds: readonly KnownKind[] = [
  { resource: 'pods', namespaced: true, names: ['pods', 'pod', 'po'] },
  { resource: 'deployments.apps', namespaced: true, names: ['deployments', 'deployment', 'deploy', 'deployments.apps'] },
  { resource: 'nodes', namespaced: false, names: ['nodes', 'node', 'no'] },
  { resource: 'events', namespaced: true, names: ['events', 'event', 'ev'] },
];

const pod = (name: string, phase: string, labels: Record<string, string> = {}, namespace = 'default') =>
  ({
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu: '500m' } } }] },
    status: { phase, conditions: [{ type: 'Ready', status: phase === 'Running' ? 'True' : 'False' }] },
  }) as unknown as KubeObject;

const objects: Record<string, KubeObject> = {
  'deployments.apps/default/web': {
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', annotations: { 'a.b/c': 'x' } },
    spec: { replicas: 3 },
    status: { readyReplicas: 3 },
  } as unknown as KubeObject,
  'pods/default/web-1': pod('web-1', 'Running', { app: 'web' }),
  'pods/default/web-2': pod('web-2', 'Pending', { app: 'web' }),
  'pods/shop/till': pod('till', 'Running', {}, 'shop'),
  'nodes//node-1': { kind: 'Node', metadata: { name: 'node-1' }, spec: { unschedulable: true } } as unknown as KubeObject,
};
const source: ObjectSource = {
  get: (key) => objects[key],
  *list(resource, namespace) {
    for (const [key, object] of Object.entries(objects)) if (key.startsWith(`${resource}/${namespace ?? ''}`)) yield object;
  },
};

const now = (text: string) => {
  const parsed = parseCondition(text, kinds, 'default');
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return holds(parsed.condition, source, baselineOf(parsed.condition, source));
};

describe('a condition', () => {
  it.each([
    ['deployment/web .status.readyReplicas == 3', true],
    ['deploy/web .status.readyReplicas = 4', false],
    ['deployment/web .status.readyReplicas >= deployment/web .spec.replicas', true],
    ['deployment/web .status.unavailableReplicas == 0', true],
    ['deployment/web .status.unavailableReplicas < 1', true],
    ['deployment/web .spec.paused', false],
    ['not deployment/web .spec.paused', true],
    ['deployment/other', false],
    ['!deployment/other', true],
    ['exists(pod/web-1)', true],
    ['exists(deployment/web .spec.paused)', false],
    ["deployment/web .metadata.annotations['a.b/c'] == x", true],
    ['deployment/web {.spec.replicas} != 3', false],
    ['pod/web-1 .status.phase == Running && pod/web-2 .status.phase == "Pending"', true],
    ['pod/web-1 .status.phase == Pending or pod/till -n shop .status.phase == Running', true],
    ['(pod/web-1 .status.phase == Pending or true == true) and pod/nobody', false],
    ['pod/web-1 .status.conditions[?(@.type=="Ready")].status == True', true],
    ['pod/web-2 .status.conditions[type=Ready].status == True', false],
    ['pod/web-1 .spec.containers[0].image == nginx:1.27', true],
    ['pod/web-1 .spec.containers[*].image =~ "^nginx:1[.]2"', true],
    ['pod/web-1 .spec.containers[*].name contains c', true],
    ['pod/web-1 .spec.containers[0].resources.requests.cpu < 1', true],
    ['pod/web-1 .spec.containers[0].resources.requests.cpu == "0.5"', true],
    ['any pods .status.phase == Pending', true],
    ['no pods .status.phase == Failed', true],
    ['none pods -n shop .status.phase == Pending', true],
    ['all pods -l app=web .status.phase == Running', false],
    ['all pods -l app=none', false],
    ['any pods -A (.metadata.namespace == shop and .status.phase == Running)', true],
    ['count(pods) == 2', true],
    ['count(pods -A) == 3 and count(pods -l app=web .status.phase == Running) == 1', true],
    ['node/node-1 .spec.unschedulable == true', true],
    ['changes(deployment/web .spec.replicas)', false],
    ['pod/web-1 .constructor', false],
    ['pod/web-1 .metadata.__proto__', false],
  ])('%s: %s', (text, expected) => {
    expect(now(text)).toBe(expected);
  });

  it('tells a change from what was when the wait began', () => {
    const parsed = parseCondition('changes(deployment/web .status)', kinds, 'default');
    if (!parsed.ok) throw new Error('not parsed');
    const baseline = baselineOf(parsed.condition, { get: () => undefined, list: () => [] });
    expect(holds(parsed.condition, source, baseline)).toBe(true);
    expect(holds(parsed.condition, source, baselineOf(parsed.condition, source))).toBe(false);
  });

  it.each([
    ['', 0, /object is missing/],
    ['deployment/web .status.readyReplicas ==', 39, /value is missing/],
    ['deployment/web.status.readyReplicas == 3', 14, /space between/],
    ['deploymnt/web .spec == 1', 0, /no kind `deploymnt`/],
    ['.status.phase == Running', 0, /Of which object/],
    ['pods .status.phase == Running', 0, /Which one/],
    ['pod/web-1 .status[x == 1', 17, /In brackets/],
    ['pod/web-1 .status. == 1', 17, /name of a field/],
    ['any things', 4, /no kind `things`/],
    ['count pods == 1', 6, /parentheses/],
    ['(pod/web-1', 10, /`\)` is missing/],
    ['pod/web-1 pod/web-2', 10, /should end/],
    ['pod/web-1 .status =~ "("', 21, /no regular expression/],
    ['pod/web-1 .status == "open', 21, /does not end/],
    ['any pods -l "=,=" .x', 12, /no selector/],
    ['pod/web-1 -l a=b', 10, /only -n/],
    ['pod/web-1 == ;', 13, /cannot stand here/],
    ['any events .reason =~ /Back/', 22, /in quotes/],
  ])('%j is wrong at %i', (text, at, message) => {
    const parsed = parseCondition(text, kinds, 'default');
    expect(parsed).toMatchObject({ ok: false, problem: { at } });
    expect(parsed.ok ? '' : parsed.problem.message).toMatch(message);
  });

  it('is bounded', () => {
    expect(parseCondition('('.repeat(400), kinds, 'default')).toMatchObject({ ok: false, problem: { message: /deep/ } });
    expect(parseCondition(`pod/a == ${'x'.repeat(600)}`, kinds, 'default')).toMatchObject({ ok: false });
    const begun = performance.now();
    expect(now(`pod/web-1 .status.phase =~ "(a+)+$" or pod/web-1 .metadata.name =~ "${'(a*)*'.repeat(20)}z"`)).toBe(false);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('what a condition is told of', () => {
  it.each([
    ['deployment/web .status.readyReplicas == 4', ['deployments/web .status.readyReplicas is 3']],
    ['deployment/api .status.readyReplicas == 4', ['there is no deployments/api in namespace default']],
    ['any pods .status.phase == running', ['.status.phase of 2 pods is Running, Pending']],
    ['no pods -A .status.phase == Failed', ['.status.phase of 3 pods is Running (2), Pending']],
    ['count(pods -l app=web .status.phase == Running) >= 2', ['it counts 1', '.status.phase of 2 pods is Running, Pending']],
    ['any events', ['there are no events in namespace default']],
    ['count(pods -l app=nothing) > 0', ['it counts 0']],
    ['all nodes', ['there is 1 of nodes']],
    ['exists(pod/web-1 .spec.nodeName) or not node/node-1 .spec.unschedulable', ['pods/web-1 .spec.nodeName is absent or empty', 'nodes/node-1 .spec.unschedulable is true']],
    [
      Array.from({ length: 6 }, (_, index) => `pod/p${index}`).join(' or '),
      [
        'there is no pods/p0 in namespace default',
        'there is no pods/p1 in namespace default',
        'there is no pods/p2 in namespace default',
        'there is no pods/p3 in namespace default',
        'and 2 more',
      ],
    ],
  ])('%j', (text, facts) => {
    const parsed = parseCondition(text, kinds, 'default');
    if (!parsed.ok) throw new Error(parsed.problem.message);
    expect(factsOf(parsed.condition, source)).toEqual(facts);
  });
});
