import { describe, expect, it } from 'vitest';
import { kinds } from '../api/kinds/registry.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { createKindRegistry } from '../api/registry.ts';
import { bootstrap } from '../cluster/bootstrap.ts';
import { nodeSeed, type NodeSeed } from '../cluster/nodes.ts';
import { Simulation } from '../engine/simulation.ts';
import { createWorld } from '../engine/world.ts';
import { aggregates, indexes, scheduler } from './index.ts';

const SMALL = { cpu: '2', memory: '4096000Ki', pods: '5' };

function cluster(nodes: readonly NodeSeed[]): Simulation {
  const world = createWorld({
    kinds: createKindRegistry(kinds),
    components: [scheduler],
    admission: [],
    indexes,
    aggregates,
    connectors: [],
    faults: [],
    timing: { informer: 5 },
    freeze: true,
  });
  return new Simulation(world, { seed: 3, bootstrap: (context) => bootstrap(context, nodes) });
}

const three = (change: (node: NodeSeed, index: number) => NodeSeed = (node) => node) => [0, 1, 2].map((i) => change(nodeSeed(i, SMALL, { zone: i === 2 ? 'b' : 'a' }), i));
const cordoned = (node: NodeSeed): NodeSeed => ({ ...node, spec: { ...node.spec, unschedulable: true } });
const tainted = (node: NodeSeed): NodeSeed => ({ ...node, spec: { ...node.spec, taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } });

function run(simulation: Simulation, name: string, spec: object = {}, labels: Record<string, string> = {}): Pod {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } };
  const made = simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', body });
  if (!made.ok) throw new Error(made.status.message);
  simulation.settle({ quiet: 1000 });
  return pod(simulation, name);
}

const pod = (simulation: Simulation, name: string) => simulation.view.get<Pod>('pods', 'default', name)!;
const requests = (cpu: string, memory = '1Mi') => ({ containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu, memory } } }] });
const messageOf = ({ status }: Pod) => status.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
const BEHIND = ' no new claims to deallocate, preemption: ';

describe('scheduler', () => {
  it('spreads pods of one size over the nodes', () => {
    const simulation = cluster(three());
    const nodes = ['a', 'b', 'c'].map((name) => run(simulation, name, requests('500m')).spec.nodeName);
    expect(new Set(nodes).size).toBe(3);
    expect(pod(simulation, 'a').status.conditions).toEqual([{ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: expect.any(String) }]);
  });

  it('spreads the pods of one owner, unless they prefer a node', () => {
    const simulation = cluster(three());
    const owned = (name: string, affinity: object) => {
      const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: JSON.stringify(affinity), controller: true }];
      const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', ownerReferences }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...affinity } };
      simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', body });
      simulation.settle({ quiet: 1000 });
      return pod(simulation, name).spec.nodeName!;
    };
    const preference = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-2'] }] };
    const prefers = { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] } } };
    expect(new Set(['a', 'b', 'c'].map((name) => owned(name, {}))).size).toBe(3);
    expect(['d', 'e'].map((name) => owned(name, prefers))).toEqual(['node-2', 'node-2']);
  });

  it.each([
    [
      'a selector that no node has',
      three(),
      { nodeSelector: { disk: 'ssd' } },
      `0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.${BEHIND}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    [
      'more than any node has',
      three(),
      requests('100'),
      `0/3 nodes are available: 3 Insufficient cpu.${BEHIND}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    [
      'CPU and memory',
      three(),
      requests('100', '100Gi'),
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory.${BEHIND}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    ['cordoned nodes', three(cordoned), {}, `0/3 nodes are available: 3 node(s) were unschedulable.${BEHIND}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`],
    [
      'different reasons',
      three((node, i) => (i === 0 ? tainted(node) : node)),
      { nodeSelector: { zone: 'none' } },
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector.${BEHIND}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    [
      'a missing topology label',
      three(),
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { a: 'b' } } }] },
      `0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label).${BEHIND}0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
    ],
    [
      'a claim that is not there',
      three(),
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
      '0/3 nodes are available: persistentvolumeclaim "data" not found. not found',
    ],
    ['no nodes', [], {}, 'no nodes available to schedule pods'],
  ])('says why it refuses: %s', (_, nodes, spec, message) => {
    const simulation = cluster(nodes);
    const refused = run(simulation, 'a', spec);
    expect(refused.spec.nodeName).toBeUndefined();
    expect(messageOf(refused)).toBe(message);
    expect(simulation.view.list<Pod & { message: string; reason: string }>('events').map(({ reason, message: text }) => [reason, text])).toEqual([['FailedScheduling', message]]);
  });

  it('keeps pods with anti-affinity apart, and comes back when one goes', () => {
    const simulation = cluster(three());
    const spec = {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' }] } },
    };
    const nodes = ['a', 'b', 'c'].map((name) => run(simulation, name, spec, { app: 'x' }).spec.nodeName);
    expect(new Set(nodes).size).toBe(3);
    expect(messageOf(run(simulation, 'd', spec, { app: 'x' }))).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.${BEHIND}0/3 nodes are available: 3 No preemption victims found for incoming pod.`,
    );
    simulation.request({ verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'b', options: { gracePeriodSeconds: 0 } });
    simulation.settle({ quiet: 1000 });
    expect(pod(simulation, 'd').spec.nodeName).toBe(nodes[1]);
  });

  it('counts pods, and takes a pod when a node is uncordoned', () => {
    const simulation = cluster(three((node, i) => (i === 0 ? node : cordoned(node))));
    for (let i = 0; i < 5; i += 1) run(simulation, `p${i}`);
    expect(messageOf(run(simulation, 'late'))).toBe(
      `0/3 nodes are available: 1 Too many pods, 2 node(s) were unschedulable.${BEHIND}0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.`,
    );
    simulation.request({ verb: 'patch', group: '', version: 'v1', resource: 'nodes', name: 'node-2', patchType: 'merge', body: { spec: { unschedulable: null } } });
    simulation.settle({ quiet: 1000 });
    expect(pod(simulation, 'late').spec.nodeName).toBe('node-2');
  });

  it('makes room for a higher priority', () => {
    const simulation = cluster(three());
    for (let i = 0; i < 3; i += 1) run(simulation, `low${i}`, requests('1500m'));
    const high = run(simulation, 'high', { ...requests('1500m'), priority: 1000 });
    expect(messageOf(high)).toBe('0/3 nodes are available: 3 Insufficient cpu.');
    expect(high.status.nominatedNodeName).toMatch(/^node-/);
    const victims = [0, 1, 2].map((i) => pod(simulation, `low${i}`)).filter((p) => p.metadata.deletionTimestamp !== undefined);
    expect(victims.map((p) => p.spec.nodeName)).toEqual([high.status.nominatedNodeName]);
    expect(victims[0]!.status.conditions!.at(-1)).toMatchObject({ type: 'DisruptionTarget', reason: 'PreemptionByScheduler' });
    simulation.request({ verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: victims[0]!.metadata.name, options: { gracePeriodSeconds: 0 } });
    simulation.settle({ quiet: 1000 });
    expect(pod(simulation, 'high').spec.nodeName).toBe(high.status.nominatedNodeName);
  });

  it('takes the higher priority first, then the older', () => {
    const simulation = cluster(three());
    for (const [name, priority] of [
      ['a', 0],
      ['b', 10],
      ['c', 0],
      ['d', 10],
    ] as const) {
      simulation.request({
        verb: 'create',
        group: '',
        version: 'v1',
        resource: 'pods',
        namespace: 'default',
        body: { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { priority, containers: [{ name: 'c', image: 'nginx' }] } },
      });
    }
    simulation.settle({ quiet: 1000 });
    expect(simulation.trace.filter((e) => e.component === 'default-scheduler' && e.writes.length > 0).map((e) => e.key)).toEqual([
      'default/b',
      'default/d',
      'default/a',
      'default/c',
    ]);
  });
});
