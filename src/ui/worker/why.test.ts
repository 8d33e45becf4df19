import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/meta/types.ts';
import type { Change } from '../../engine/component.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { booted, webManifest } from './testing.ts';
import { whyChain } from './why.ts';

const object = (kind: string, name: string, generation = 1) =>
  ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '', generation } }) as KubeObject;
const write = (type: Change['type'], resource: string, name: string, generation = 1): Change => ({
  type,
  resource,
  key: `${resource}/default/${name}`,
  object: object(resource, name, generation),
  before: type === 'ADDED' ? undefined : object(resource, name),
  resourceVersion: 1,
});
const entry = (step: number, change: Partial<TraceEntry>): TraceEntry => ({
  step,
  time: step,
  actor: 'someone',
  component: 'someone',
  key: 'x/default/web',
  cause: undefined,
  because: 'write',
  saw: [],
  decision: `did ${step}`,
  idle: false,
  writes: [],
  again: undefined,
  output: [],
  ...change,
});

const entries = [
  entry(1, { actor: 'you', component: 'client', decision: 'kubectl set image deployment/web nginx=no/such', writes: [write('MODIFIED', 'deployments.apps', 'web', 2)] }),
  entry(2, { actor: 'deployment-controller', component: 'deployment-controller', cause: 1, decision: 'scaled web-2 to 1', writes: [write('ADDED', 'replicasets.apps', 'web-2')] }),
  entry(3, { actor: 'replicaset-controller', component: 'replicaset-controller', cause: 2, decision: 'wanted 1 pod, had 0', writes: [write('ADDED', 'pods', 'web-2-a')] }),
  entry(4, { actor: 'default-scheduler', component: 'default-scheduler', cause: 3, decision: 'bound it to node-1', writes: [write('MODIFIED', 'pods', 'web-2-a')] }),
  entry(5, { actor: 'kubelet node-1', component: 'kubelet', key: 'node-1/default/web-2-a', cause: 4, decision: 'the pull failed', writes: [write('MODIFIED', 'pods', 'web-2-a')] }),
  entry(6, { actor: 'kubelet node-1', component: 'kubelet', key: 'node-1/default/web-2-a', cause: 5, decision: 'waits 10 s', writes: [] }),
  entry(7, { decision: 'something else', writes: [write('MODIFIED', 'pods', 'other')] }),
];
const trace = (step: number) => ({ step, first: 0, entry: (number: number) => entries[number - 1] });

describe('the chain of Why?', () => {
  it('goes from the last decision about a pod to what was typed', () => {
    expect(whyChain('pods/default/web-2-a', trace(7)).map(({ step, tone }) => [step, tone])).toEqual([
      [6, 'work'],
      [5, 'work'],
      [4, 'work'],
      [3, 'work'],
      [2, 'work'],
      [1, 'you'],
    ]);
  });
  it('knows nothing of what comes later', () => {
    expect(whyChain('pods/default/web-2-a', trace(4)).map(({ step }) => step)).toEqual([4, 3, 2, 1]);
  });
  it('explains a Deployment by who changed it', () => {
    expect(whyChain('deployments.apps/default/web', trace(7)).map(({ text }) => text)).toEqual(['kubectl set image deployment/web nginx=no/such']);
  });
  it('follows what changed the wish last, and names what else had come by then', () => {
    const scaled: TraceEntry[] = [
      entry(1, { actor: 'you', decision: 'kubectl apply -f web.yaml', writes: [write('ADDED', 'deployments.apps', 'web')] }),
      entry(2, { actor: 'you', decision: 'kubectl scale deployment/web --replicas=6', writes: [write('MODIFIED', 'deployments.apps', 'web', 2)] }),
      entry(3, { decision: 'counted its pods', writes: [write('MODIFIED', 'replicasets.apps', 'web-1', 1)] }),
      entry(4, { actor: 'deployment-controller', cause: 1, joined: [2, 3], decision: 'made web-2 with 6', writes: [write('ADDED', 'replicasets.apps', 'web-2')] }),
    ];
    const chain = whyChain('replicasets.apps/default/web-2', { step: 4, first: 0, entry: (number) => scaled[number - 1] });
    expect(chain.map(({ step }) => step)).toEqual([4, 2]);
    expect(chain[0]!.joined).toEqual([
      { step: 1, text: 'kubectl apply -f web.yaml' },
      { step: 3, text: 'someone: counted its pods' },
    ]);
  });
  it('is empty for what nobody wrote', () => {
    expect(whyChain('pods/default/nobody', trace(7))).toEqual([]);
  });
});

it('of a key that was due already, Why? ends at the command that changed the wish last, and names the one before', async () => {
  const at = await booted();
  await at.run('kubectl apply -f web.yaml', { 'web.yaml': webManifest() });
  await at.run('kubectl scale deployment/web --replicas=6');
  await at.call('settle');
  const [, resource] = /(web-[0-9a-f]+)/.exec((await at.call('trace', { from: 0, to: 10_000 })).map(({ key }) => key).join(' '))!;
  const { chain } = (await at.call('why', { key: `replicasets.apps/default/${resource}` }))!;
  const asked = chain.filter(({ tone }) => tone === 'you').map(({ text }) => text);
  expect(asked).toEqual(['kubectl scale deployment/web --replicas=6']);
  expect(chain.flatMap(({ joined = [] }) => joined.map(({ text }) => text))).toContain('kubectl apply -f web.yaml');
});
