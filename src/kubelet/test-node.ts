/** One node for the kubelet's own tests: the real kinds and the kubelet; pods name their node themselves. */
import { kinds } from '../api/kinds/registry.ts';
import type { ContainerStatus } from '../api/kinds/pod/container-types.ts';
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { createKindRegistry } from '../api/registry.ts';
import type { ApiRequest, ApiResponse } from '../engine/client.ts';
import { Simulation } from '../engine/simulation.ts';
import { createWorld } from '../engine/world.ts';
import { tutorialImages } from './images/index.ts';
import { connectors, faults, indexes, kubelet } from './index.ts';

const NODE = 'node-1';
const START = Date.UTC(2026, 0, 5, 9);

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: NODE },
  spec: { podCIDR: '10.244.0.0/24' },
  status: {
    addresses: [
      { type: 'InternalIP', address: '10.89.0.11' },
      { type: 'Hostname', address: NODE },
    ],
    allocatable: { cpu: '2', memory: '4Gi', pods: '110', 'ephemeral-storage': '10Gi' },
    capacity: { cpu: '2', memory: '4Gi', pods: '110' },
    conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({ type, status: 'False' })).concat({ type: 'Ready', status: 'True' }),
    nodeInfo: { kubeletVersion: 'v1.34.4' },
  },
} as unknown as Node;

type Said = { readonly reason: string; readonly message: string; readonly count?: number; readonly involvedObject: { readonly name: string } };

export class TestNode {
  readonly simulation: Simulation;
  /** What was written to `out` streams, by stream. */
  readonly streams = new Map<string, string>();

  constructor(seed = 1) {
    const world = createWorld({
      kinds: createKindRegistry(kinds),
      components: [kubelet({ images: tutorialImages })],
      admission: [],
      indexes,
      aggregates: [],
      connectors,
      faults,
      timing: { informer: 5 },
      freeze: true,
    });
    this.simulation = new Simulation(world, {
      seed,
      start: START,
      bootstrap: (context) => {
        for (const name of ['default', 'kube-node-lease']) context.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
        context.create<Node>('nodes', node);
        context.modify<Node>('nodes', undefined, NODE, (current) => ({ ...current, spec: node.spec, status: node.status }));
      },
    });
    this.simulation.listen((entry) => {
      for (const { stream, chunk } of entry?.output ?? [])
        this.streams.set(stream, (this.streams.get(stream) ?? '') + ('exit' in chunk ? `[exit ${chunk.exit}]` : 'stdout' in chunk ? chunk.stdout : chunk.stderr));
    });
  }

  request(verb: ApiRequest['verb'], path: string, body?: unknown, options: ApiRequest['options'] = {}): ApiResponse {
    const [resource = '', name, subresource] = path.split('/');
    const scope = resource === 'nodes' ? {} : { namespace: 'default' };
    return this.simulation.request({
      verb,
      group: '',
      version: 'v1',
      resource,
      ...scope,
      ...(name && { name }),
      ...(subresource && { subresource }),
      ...(verb === 'patch' && { patchType: 'strategic' }),
      body,
      options,
    });
  }

  create(kind: 'Pod' | 'ConfigMap' | 'Secret', name: string, content: object): void {
    const response = this.request('create', `${kind.toLowerCase()}s`, { apiVersion: 'v1', kind, metadata: { name, namespace: 'default' }, ...content });
    if (!response.ok) throw new Error(response.status.message);
  }

  run(spec: object, name = 'p', seconds = 5): Pod {
    this.create('Pod', name, { spec: { nodeName: NODE, ...spec } });
    return this.wait(seconds, name);
  }

  /** Lets time pass. */
  wait(seconds: number, name = 'p'): Pod {
    this.simulation.advanceTo(this.simulation.view.now + seconds * 1000);
    return this.pod(name)!;
  }

  fault(name: string, args: Record<string, unknown> = { node: NODE }): void {
    this.simulation.input({ input: 'fault', fault: name, args });
  }

  pod(name = 'p'): Pod | undefined {
    return this.simulation.view.get<Pod>('pods', 'default', name);
  }

  node(): Node {
    return this.simulation.view.get<Node>('nodes', undefined, NODE)!;
  }

  /** `Reason: message`, in the order in which they were first raised; `×2` where repeated. */
  events(about = 'p'): string[] {
    const raised = new Map<string, string>();
    for (const { writes } of this.simulation.trace) {
      for (const { resource, key, object } of writes) {
        const { involvedObject, reason, message, count = 1 } = object as unknown as Said;
        if (resource === 'events' && involvedObject.name === about) raised.set(key, `${reason}: ${message}${count > 1 ? ` ×${count}` : ''}`);
      }
    }
    return [...raised.values()];
  }

  /** How the pod looked after each of its writes, where that was something new: `Running a=running! b=waiting(CrashLoopBackOff)#2`. */
  looks(name = 'p'): string[] {
    const looks: string[] = [];
    for (const { writes } of this.simulation.trace) {
      for (const { resource, type, object } of writes) {
        if (resource !== 'pods' || object.metadata.name !== name) continue;
        const look = type === 'DELETED' ? 'gone' : lookOf(object as Pod);
        if (look !== looks.at(-1)) looks.push(look);
      }
    }
    return looks;
  }
}

export function lookOf({ status }: Pod): string {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return [
    status.phase,
    ...all.map(({ name, state, ready, restartCount }: ContainerStatus) => {
      const { waiting, terminated } = state;
      const how = waiting ? `waiting(${waiting.reason})` : terminated ? `ended(${terminated.reason} ${terminated.exitCode})` : 'running';
      return `${name}=${how}${ready ? '!' : ''}${restartCount > 0 ? `#${restartCount}` : ''}`;
    }),
  ].join(' ');
}
