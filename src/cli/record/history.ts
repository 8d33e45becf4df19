/** What a recording keeps of the objects: each change while a scenario is played, from what a watch of its namespace shows. */
import type { KubeObject } from '../../api/meta/types.ts';
import { deepEqual } from '../../base/equal.ts';
import type { Change } from '../../engine/component.ts';
import { transferTime } from '../../engine/transfer.ts';

export interface HistoryEntry {
  /** Seconds since the start. */
  readonly t: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly name: string;
  readonly object?: unknown;
  /** RFC 7386, from the version before. */
  readonly patch?: unknown;
}

const WATCHED = new Set([
  'pods',
  'services',
  'endpoints',
  'events',
  'configmaps',
  'secrets',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'serviceaccounts',
  'resourcequotas',
  'limitranges',
  'deployments.apps',
  'replicasets.apps',
  'daemonsets.apps',
  'statefulsets.apps',
  'controllerrevisions.apps',
  'jobs.batch',
  'cronjobs.batch',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
  'ingresses.networking.k8s.io',
  'endpointslices.discovery.k8s.io',
]);
const CLUSTER_WATCHED = new Set(['nodes', 'namespaces']);

export class History {
  readonly #entries: HistoryEntry[] = [];
  /** Until when each resource's watch is busy with what came before, in virtual milliseconds. */
  readonly #busy = new Map<string, number>();
  /** Virtual milliseconds at which the last change was seen. */
  lastChange = 0;
  readonly #namespace: string;
  readonly #start: number;
  readonly #known = new Map<string, unknown>();

  /** `start` is virtual milliseconds; `namespace` is written as `default` wherever it appears. */
  constructor(namespace: string, start: number) {
    this.#namespace = namespace;
    this.#start = start;
  }

  /** What is there before the scenario begins: not its own, but what it changes is. */
  knows(object: KubeObject): void {
    this.#known.set(`${object.kind}/${object.metadata.name}`, this.#seen(object).object);
  }

  watches(resource: string, object: KubeObject): boolean {
    if (WATCHED.has(resource)) return object.metadata.namespace === this.#namespace;
    return this.#namespace === 'default' && CLUSTER_WATCHED.has(resource);
  }

  /** What was seen until `time` (virtual milliseconds), in the order in which it was. */
  entries(time: number): HistoryEntry[] {
    return this.#entries.filter(({ t }) => t * 1000 <= time - this.#start).toSorted((a, b) => a.t - b.t);
  }

  observe(change: Change, time: number): void {
    if (!this.watches(change.resource, change.object)) return;
    const { kind } = change.object;
    const { object, size } = this.#seen(change.object);
    const { name } = object.metadata;
    const id = `${kind}/${name}`;
    const seenAt = Math.max(time, this.#busy.get(change.resource) ?? 0) + transferTime(size);
    if (seenAt > time) this.#busy.set(change.resource, seenAt);
    this.lastChange = Math.max(this.lastChange, seenAt);
    const t = (seenAt - this.#start) / 1000;
    const before = this.#known.get(id);
    if (change.type === 'DELETED') {
      this.#known.delete(id);
      this.#entries.push({ t, type: 'DELETED', kind, name });
    } else {
      this.#known.set(id, object);
      if (before === undefined) this.#entries.push({ t, type: 'ADDED', kind, name, object });
      else this.#entries.push({ t, type: 'MODIFIED', kind, name, patch: mergePatch(before as Record<string, unknown>, object as unknown as Record<string, unknown>) });
    }
  }

  /** The object as a recording has it, and how long its JSON was. */
  #seen(object: KubeObject): { readonly object: KubeObject; readonly size: number } {
    const text = JSON.stringify(object).replaceAll(this.#namespace, 'default');
    const plain = this.#relativeTimes(JSON.parse(text)) as { metadata: Record<string, unknown> };
    delete plain.metadata.managedFields;
    delete plain.metadata.resourceVersion;
    return { object: plain as unknown as KubeObject, size: text.length };
  }

  /** Timestamps become seconds since the scenario started, so that two recordings compare. */
  #relativeTimes(value: unknown): unknown {
    if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) ? `T${Math.round((Date.parse(value) - this.#start) / 1000)}` : value;
    if (Array.isArray(value)) return value.map((item) => this.#relativeTimes(item));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#relativeTimes(item)]));
    return value;
  }
}

function mergePatch(from: Record<string, unknown>, to: Record<string, unknown>): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) patch[key] = null;
  for (const [key, value] of Object.entries(to)) {
    const before = from[key];
    if (deepEqual(before, value)) continue;
    patch[key] = isRecord(before) && isRecord(value) ? mergePatch(before, value) : value;
  }
  return patch;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
