/** A cluster for the controllers' own tests: the real kinds and controllers, and a kubelet that only makes pods ready and lets them go. */
import { kinds } from '../api/kinds/registry.ts';
import type { Lease } from '../api/kinds/lease/types.ts';
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { createKindRegistry } from '../api/registry.ts';
import type { ApiResponse } from '../engine/client.ts';
import { objectKey, type Component, type FaultHandler } from '../engine/component.ts';
import { Simulation } from '../engine/simulation.ts';
import { createWorld } from '../engine/world.ts';
import { splitKey } from './common/owner.ts';
import { podCondition } from './common/pods.ts';
import { admission, aggregates, connectors, controllers, indexes } from './registry.ts';

export interface ToyKubelet {
  /** Milliseconds until a new pod is ready; `undefined`: never. */
  readonly readyAfter: (pod: Pod, random: () => number) => number | undefined;
  /** Milliseconds from a pod's deletion to its end. */
  readonly goneAfter: (pod: Pod) => number;
  /** How and when a pod ends by itself; default: never. */
  readonly endsAfter?: (pod: Pod, random: () => number) => { readonly after: number; readonly phase: 'Succeeded' | 'Failed'; readonly exitCode?: number } | undefined;
}

interface ToyPod {
  readonly node: string;
  readonly readyAt?: number;
  readonly endsAt?: number;
  readonly phase?: 'Succeeded' | 'Failed';
  readonly exitCode?: number;
  readonly goneAt?: number;
}

const NODES = ['node-1', 'node-2', 'node-3'];

/** Puts every pod on a node, runs it, makes it ready, ended and gone in its time. What it decided for a pod is in its memory. */
function toyKubelet({ readyAfter, goneAfter, endsAfter }: ToyKubelet): Component {
  return {
    name: 'toy-kubelet',
    priority: 50,
    watches: [{ resource: 'pods', keys: ({ key, type }) => (type === 'DELETED' ? [] : [key]) }],
    reconcile(context, key) {
      const { namespace, name } = splitKey(key);
      const pod = context.get<Pod>('pods', namespace, name);
      if (!pod) return { decision: 'gone', idle: true };
      const { uid } = pod.metadata;
      const memory = context.memory.get<ToyPod>(uid) ?? { node: nodeFor(pod, context.random()) };
      if (pod.metadata.deletionTimestamp !== undefined) {
        const goneAt = memory.goneAt ?? context.now + goneAfter(pod);
        context.memory.set(uid, { ...memory, goneAt });
        if (context.now < goneAt) return { decision: 'stopping', again: { after: goneAt - context.now } };
        context.memory.delete(uid);
        context.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
        return { decision: 'stopped' };
      }
      if (!pod.spec.nodeName || !context.memory.get(uid)) {
        const delay = readyAfter(pod, () => context.random());
        const end = endsAfter?.(pod, () => context.random());
        context.memory.set(uid, {
          ...memory,
          ...(delay !== undefined && { readyAt: context.now + delay }),
          ...(end && { endsAt: context.now + end.after, phase: end.phase, exitCode: end.exitCode }),
        });
        context.modify<Pod>('pods', namespace, name, (current) => ({
          ...current,
          spec: { ...current.spec, nodeName: memory.node },
          status: { ...current.status, phase: 'Running' },
        }));
        return { decision: 'started', again: { after: Math.min(delay ?? Infinity, end?.after ?? Infinity, 1e9) } };
      }
      if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return { decision: 'has ended', idle: true };
      const change = (edit: (current: Pod) => Pod) => context.modify<Pod>('pods', namespace, name, edit);
      if (memory.endsAt !== undefined && context.now >= memory.endsAt) {
        change((current) => ended(current, memory.phase!, memory.exitCode, context.timestamp));
        return { decision: 'ended' };
      }
      const left = (memory.endsAt ?? Infinity) - context.now;
      const later = Number.isFinite(left) ? { again: { after: left } } : {};
      if (memory.readyAt === undefined || podCondition(pod, 'Ready')?.status === 'True') return { decision: 'runs', idle: true, ...later };
      if (context.now < memory.readyAt) return { decision: 'not yet ready', idle: true, again: { after: Math.min(memory.readyAt - context.now, left) } };
      setReady(pod, true, change, context.timestamp);
      const { readyAt: _, ...rest } = memory;
      context.memory.set(uid, rest);
      return { decision: 'ready', ...later };
    },
  };
}

/** Where its affinity sends it, as a DaemonSet's pods; else anywhere. */
function nodeFor(pod: Pod, random: number): string {
  const pinned = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
  return pod.spec.nodeName ?? pinned ?? NODES[Math.floor(random * NODES.length)]!;
}

const ended = (pod: Pod, phase: 'Succeeded' | 'Failed', exitCode: number | undefined, timestamp: string): Pod => ({
  ...pod,
  status: {
    ...pod.status,
    phase,
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: timestamp }],
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image: image ?? '',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: {
        terminated: { exitCode: exitCode ?? (phase === 'Failed' ? 1 : 0), reason: phase === 'Failed' ? 'Error' : 'Completed', startedAt: timestamp, finishedAt: timestamp },
      },
      lastState: {},
    })) as unknown as Pod['status']['containerStatuses'],
  },
});

function setReady(_pod: Pod, ready: boolean, modify: (change: (pod: Pod) => Pod) => unknown, timestamp: string): void {
  modify((current) => ({
    ...current,
    status: { ...current.status, phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestamp }] },
  }));
}

/** What the real kubelets leave behind when they stop: a word in their memory, and the time in their Lease. */
const stopKubelet: FaultHandler = {
  name: 'kubelet',
  apply(context, { node, down }) {
    context.memoryOf('kubelet').set(`node/${node as string}`, { down });
    context.modify<Lease>('leases.coordination.k8s.io', 'kube-node-lease', node as string, (lease) => ({ ...lease, spec: { ...lease.spec, renewTime: context.microTimestamp } }));
    return { ok: true, value: 'done' };
  },
};

export class TestCluster {
  readonly simulation: Simulation;

  constructor({ seed = 1, readyAfter = () => 1000, goneAfter = () => 500, endsAfter }: Partial<ToyKubelet> & { readonly seed?: number } = {}) {
    const world = createWorld({
      kinds: createKindRegistry(kinds),
      components: [...controllers, toyKubelet({ readyAfter, goneAfter, ...(endsAfter && { endsAfter }) })],
      admission,
      indexes,
      aggregates,
      connectors,
      freeze: true,
      timing: { informer: 5 },
      faults: [
        stopKubelet,
        {
          name: 'edit',
          apply: (context, { resource, namespace, name, change }) => {
            const result = context.modify(resource as string, namespace as string | undefined, name as string, change as (object: KubeObject) => KubeObject);
            return result.ok ? { ok: true, value: 'edited' } : { ok: false, error: result.error.message };
          },
        },
      ],
    });
    this.simulation = new Simulation(world, {
      seed,
      bootstrap: (context) => {
        for (const name of ['default', 'kube-system', 'kube-node-lease']) context.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
        for (const name of NODES) {
          context.create<Node>('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name } }, spec: {}, status: {} as Node['status'] });
          context.modify<Node>('nodes', undefined, name, (node) => ({ ...node, spec: {}, status: { ...node.status, conditions: [{ type: 'Ready', status: 'True' }] } }));
        }
      },
    });
  }

  #path(resource: string) {
    const kind = this.simulation.world.kinds.byResource(resource)!;
    return { group: kind.group, version: kind.version, resource: kind.plural, ...(kind.namespaced && { namespace: 'default' }) };
  }

  create(resource: string, object: object): ApiResponse {
    const kind = this.simulation.world.kinds.byResource(resource)!;
    return this.simulation.request({
      verb: 'create',
      ...this.#path(resource),
      body: { apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`, kind: kind.kind, ...object },
    });
  }

  /** Merges `change` into the object and sends it back whole, as `kubectl edit` does. */
  update(resource: string, name: string, change: object): ApiResponse {
    const current = this.get(resource, name)!;
    const { resourceVersion: _, ...metadata } = current.metadata;
    return this.simulation.request({ verb: 'update', ...this.#path(resource), name, body: merged({ ...current, metadata }, change) });
  }

  delete(resource: string, name: string, propagationPolicy: 'Background' | 'Foreground' | 'Orphan' = 'Background'): ApiResponse {
    return this.simulation.request({ verb: 'delete', ...this.#path(resource), name, options: { propagationPolicy } });
  }

  get<T extends KubeObject>(resource: string, name: string, namespace: string | undefined = 'default'): T | undefined {
    return this.simulation.view.get<T>(resource, namespace, name);
  }

  list<T extends KubeObject>(resource: string, namespace: string | undefined = 'default'): T[] {
    return this.simulation.view.list<T>(resource, namespace);
  }

  /** Changes an object past all rules. */
  edit<T extends KubeObject>(resource: string, name: string, change: (current: T) => T): void {
    const namespace = this.simulation.world.kinds.byResource(resource)!.namespaced ? 'default' : undefined;
    this.simulation.input({ input: 'fault', fault: 'edit', args: { resource, namespace, name, change } });
  }

  stopKubelet(node: string): void {
    this.simulation.input({ input: 'fault', fault: 'kubelet', args: { node, down: true } });
  }

  startKubelet(node: string): void {
    this.simulation.input({ input: 'fault', fault: 'kubelet', args: { node, down: false } });
  }

  /** A pod's Ready condition, as a kubelet would set it. */
  setReady(name: string, ready: boolean): void {
    const timestamp = new Date(Math.floor(this.simulation.position.time / 1000) * 1000).toISOString().replace('.000', '');
    this.edit<Pod>('pods', name, (pod) => ({
      ...pod,
      status: { ...pod.status, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: timestamp }] },
    }));
  }

  /** Virtual milliseconds go by. */
  run(milliseconds: number): void {
    this.simulation.advanceTo(this.simulation.position.time + milliseconds);
  }

  settle(timeout = 120_000): void {
    this.simulation.settle({ timeout });
  }

  /** What a component decided about an object, in order, idle steps left out. */
  decisions(component: string, resource?: string, name?: string): string[] {
    return this.simulation.trace
      .filter((entry) => entry.component === component && !entry.idle && (name === undefined || entry.key === objectKey(resource!, 'default', name)))
      .map(({ decision }) => decision);
  }

  /** `reason message`, in the order in which the Events were raised. */
  events(kind: string, name: string): string[] {
    return this.list<KubeObject & { readonly involvedObject: { kind: string; name: string }; readonly reason: string; readonly message: string }>('events')
      .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map(({ reason, message }) => `${reason} ${message}`);
  }
}

function merged(value: unknown, change: unknown): unknown {
  if (typeof change !== 'object' || change === null || Array.isArray(change) || typeof value !== 'object' || value === null) return change;
  const result: Record<string, unknown> = { ...value };
  for (const [key, part] of Object.entries(change)) {
    if (part === null) delete result[key];
    else result[key] = merged(result[key], part);
  }
  return result;
}

/** A Deployment of one nginx container. */
export const deploymentNamed = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { replicas: 4, selector: { matchLabels: { app: name } }, template: podTemplate(name, 'nginx:1.25'), ...spec },
});

export const podTemplate = (app: string, image: string) => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image }] } });
export const withImage = (image: string) => ({ spec: { template: { spec: { containers: [{ name: 'c', image }] } } } });
