/** One step of a kubelet over one pod: what it knows, what it changes, and what it says about it. */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod, PodStatus } from '../api/kinds/pod/types.ts';
import { deepEqual } from '../base/equal.ts';
import type { Context, Memory, View } from '../engine/component.ts';
import { relistAfter } from './clock.ts';
import { fieldPath, findContainer } from './containers.ts';
import type { ImageSource } from './image-source.ts';
import * as memory from './memory.ts';
import type { Gateway } from './network/gateway.ts';
import { podAt } from './pod-key.ts';
import { quietUntil } from './process/sandbox.ts';
import type { SandboxState } from './process/types.ts';
import { copyOfRecord, type Observed, type PodRecord, type RuntimeContainer } from './record.ts';
import { isTerminal } from './status/generate.ts';
import { tell } from './status/write.ts';
import { wakeTraffic } from './traffic/wake.ts';

export interface KubeletOptions {
  readonly images: ImageSource;
  /** What clusters call their DNS domain; default `cluster.local`. */
  readonly clusterDomain?: string;
  /** Who answers for hosts that are neither addresses nor names of the cluster: an ingress add-on. The first that knows the host decides. */
  readonly hosts?: readonly HostRoute[];
  /** Servers in pods that pass requests on to others. */
  readonly gateways?: readonly Gateway[];
}

/** To which Service a request for a host from outside goes; `undefined`: this route does not know the host. */
export type HostRoute = (view: View, host: string, port: number, path: string) => { readonly namespace: string; readonly name: string; readonly port: string } | undefined;

export class PodStep {
  readonly context: Context;
  /** The kubelets' memory, whoever makes the step. */
  readonly memory: Memory;
  readonly options: KubeletOptions;
  readonly key: string;
  readonly nodeName: string;
  readonly namespace: string;
  readonly name: string;
  /** Something that hardly any pod has may be there for this one (see memory.ts). */
  readonly rare: boolean;
  /** What was done, in sentences. */
  readonly did: string[] = [];
  readonly saw: string[] = [];
  /** A piece of the sync runs and looks at what ends by itself. */
  inOp = false;
  #record: PodRecord;
  #stored: Pod | undefined;
  #readAt = -1;
  #machine: SandboxState | undefined | null = null;
  #dirtyMachine = false;

  constructor(context: Context, options: KubeletOptions, key: string, record: PodRecord) {
    this.context = context;
    this.memory = context.memoryOf(memory.KUBELET);
    this.options = options;
    this.key = key;
    const { nodeName, namespace, name } = podAt(key);
    this.nodeName = nodeName;
    this.namespace = namespace;
    this.name = name;
    this.rare = memory.hasRare(this.memory);
    this.#record = record;
  }

  get now(): number {
    return this.context.now;
  }

  get record(): PodRecord {
    return this.#record;
  }

  update(change: Partial<PodRecord>): void {
    const record = this.#record;
    for (const field in change) {
      if (record[field as keyof PodRecord] === change[field as keyof PodRecord]) continue;
      this.#record = Object.assign(copyOfRecord(record), change);
      return;
    }
  }

  say(sentence: string): void {
    this.did.push(sentence);
  }

  get node(): Node | undefined {
    return this.context.get<Node>('nodes', undefined, this.nodeName);
  }

  get hostIP(): string {
    return this.node?.status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '';
  }

  /** The pod as the API server has it, or had it when the node was cut off; `undefined` where it is gone, or is another one of the same name. */
  get stored(): Pod | undefined {
    if (this.#record.offline) return this.#record.offline.pod;
    const { revision } = this.context;
    if (revision !== this.#readAt) {
      this.#readAt = revision;
      const pod = this.context.get<Pod>('pods', this.namespace, this.name);
      this.#stored = pod?.metadata.uid === this.#record.uid ? pod : undefined;
    }
    return this.#stored;
  }

  /** The pod; where it is gone, what the node still holds of it. */
  get pod(): Pod {
    return this.stored ?? this.#remains();
  }

  #remains(): Pod {
    const names = [...new Set(this.#record.containers.map((c) => c.name))];
    return {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {
        name: this.name,
        namespace: this.namespace,
        uid: this.#record.uid,
        resourceVersion: '',
        creationTimestamp: this.context.timestamp,
        deletionTimestamp: this.context.timestamp,
        deletionGracePeriodSeconds: 0,
      },
      spec: {
        containers: names.map((name) => ({ name, image: '', terminationMessagePath: '', terminationMessagePolicy: 'File', imagePullPolicy: 'IfNotPresent' })),
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 1,
        dnsPolicy: 'Default',
        securityContext: {},
        schedulerName: '',
      },
      status: { phase: 'Failed' },
    };
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void {
    const pod = this.pod;
    const path = container !== undefined && findContainer(pod, container) ? { fieldPath: fieldPath(pod, container) } : {};
    const { offline } = this.#record;
    if (offline) this.update({ offline: { ...offline, events: [...offline.events, { at: this.now, type, reason, message, ...path }] } });
    else this.context.event(pod, type, reason, message, { component: 'kubelet', host: this.nodeName, ...path });
  }

  /** The processes of the pod. */
  get machine(): SandboxState | undefined {
    if (this.#machine === null) this.#machine = memory.machineOf(this.memory, this.key);
    return this.#machine;
  }

  /** When its processes do something next, where that can be told at a glance. */
  get quietUntil(): ReturnType<typeof memory.machineQuietUntil> {
    if (this.#machine === null) return memory.machineQuietUntil(this.memory, this.key);
    return this.#machine ? quietUntil(this.#machine) : 'absent';
  }

  set machine(state: SandboxState | undefined) {
    if (state === this.machine) return;
    this.#machine = state;
    this.#dirtyMachine = true;
    if (this.#record.wakeAt !== undefined) this.update({ wakeAt: undefined });
  }

  /** What happened in the runtime; the next relist will see it. */
  changeRuntime(change: { readonly sandbox?: PodRecord['sandbox']; readonly containers?: readonly RuntimeContainer[] }): void {
    const record = this.#record;
    const observed: Observed = record.observed ?? { sandbox: record.sandbox, containers: record.containers };
    const { sandbox = record.sandbox, containers = record.containers } = change;
    this.update({ sandbox, containers, observed, quietRelist: undefined, relistAt: record.relistAt ?? relistAfter(record, this.now) });
    wakeTraffic(this.context, this.key);
  }

  changeContainer(id: string, change: (container: RuntimeContainer) => RuntimeContainer): void {
    this.changeRuntime({ containers: this.#record.containers.map((c) => (c.id === id ? change(c) : c)) });
  }

  /** Tells the API server a status. `mayRun`: whether containers of the pod could still run. Gives whether anything was new. */
  setStatus(status: PodStatus, mayRun: boolean): boolean {
    const pod = this.stored;
    if (!pod) return false;
    const told = tell(pod, status, mayRun, this.now);
    if (!told) return false;
    if (told.held || this.#record.held) this.update({ held: told.held });
    const { offline } = this.#record;
    if (!offline) this.context.modify<Pod>('pods', this.namespace, this.name, (current) => ({ ...current, status: told.status }));
    else if (!deepEqual(told.status, pod.status)) this.update({ offline: { ...offline, pod: { ...pod, status: told.status } } });
    if (!isTerminal(pod.status.phase) && isTerminal(told.status.phase)) this.say(`phase is ${told.status.phase} now`);
    return this.stored !== pod;
  }

  /** Writes the memory back. */
  save(): void {
    memory.setRecord(this.memory, this.key, this.#record);
    if (this.#dirtyMachine) memory.setMachine(this.memory, this.key, this.#machine ?? undefined);
  }
}
