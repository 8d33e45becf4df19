/**
 * One step over a state: the `Context` that components and requests work with. Writes take effect at once, wake whoever watches, and
 * are collected for the trace.
 */
import type { Status } from '../api/meta/status.ts';
import type { KubeObject, ResourceKey } from '../api/meta/types.ts';
import { deepFreeze } from '../base/equal.ts';
import { nextRandom } from '../base/random.ts';
import type { Result } from '../base/result.ts';
import { listAggregated } from './aggregated.ts';
import { wake } from './agenda.ts';
import type { AggregateDefinition, Change, Component, Context, DeleteOptions, EventOptions, IndexDefinition, Memory, StreamChunk } from './component.ts';
import { changesWanted, objectKey } from './component.ts';
import { forgetEvents, recordEvent } from './event-recorder.ts';
import { pause, resume } from './pause.ts';
import * as registry from './object-registry.ts';
import { NUL, type ClusterState } from './state.ts';
import type { World } from './world.ts';

const NONE: readonly string[] = [];

/** The last second that was written out: many objects are made in one. */
let lastSecond = -1;
let lastTimestamp = '';

export class StepContext implements Context {
  readonly world: World;
  readonly state: ClusterState;
  readonly step: number;
  readonly writes: Change[] = [];
  readonly output: { readonly stream: string; readonly chunk: StreamChunk }[] = [];
  readonly #component: string;
  #memory: Memory | undefined;

  constructor(world: World, state: ClusterState, component: string) {
    this.world = world;
    this.state = state;
    this.step = state.step;
    this.#component = component;
  }

  get memory(): Memory {
    return (this.#memory ??= new ComponentMemory(this.state, this.#component));
  }

  get now(): number {
    return this.state.now;
  }

  get timestamp(): string {
    const second = Math.floor(this.state.now / 1000);
    if (second !== lastSecond) {
      lastSecond = second;
      lastTimestamp = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    }
    return lastTimestamp;
  }

  get microTimestamp(): string {
    return new Date(this.state.now).toISOString().replace('Z', '000Z');
  }

  get<T extends KubeObject>(resource: ResourceKey, namespace: string | undefined, name: string): T | undefined {
    return this.state.objects.get(objectKey(resource, namespace, name)) as T | undefined;
  }

  list<T extends KubeObject>(resource: ResourceKey, namespace?: string): T[] {
    return this.state.objects.valuesUnder(namespace === undefined ? `${resource}/` : `${resource}/${namespace}/`) as T[];
  }

  byIndex<T extends KubeObject>(index: string, value: string): T[] {
    return this.state.objects.valuesOf(this.state.indexes.valuesUnder(index + NUL + value + NUL)) as T[];
  }

  countByIndex(index: string, value: string): number {
    return this.state.indexes.countUnder(index + NUL + value + NUL);
  }

  aggregate(name: string, group: string): Readonly<Record<string, number>> | undefined {
    return this.state.aggregates.get(name + NUL + group);
  }

  aggregates(name: string, groups: readonly string[]): (Readonly<Record<string, number>> | undefined)[] {
    return this.state.aggregates.valuesAt(groups.map((group) => name + NUL + group));
  }

  groupsOf(name: string, prefix: string): [string, Readonly<Record<string, number>>][] {
    const own = name + NUL;
    const found = this.state.aggregates.entriesUnder(own + prefix);
    for (const entry of found) entry[0] = entry[0].slice(own.length);
    return found;
  }

  scan<T extends KubeObject>(resource: ResourceKey, from = ''): Generator<T> {
    const prefix = `${resource}//`;
    return this.state.objects.valuesFrom(prefix, prefix + from) as Generator<T>;
  }

  get revision(): number {
    return this.state.resourceVersion;
  }

  isIndexed(index: string): boolean {
    return this.state.indexes.hasUnder(index + NUL);
  }

  aggregated<T extends KubeObject>(resource: ResourceKey, namespace?: string): Result<readonly T[], Status> {
    return listAggregated(this.world, this, resource, namespace) as Result<readonly T[], Status>;
  }

  memoryOf(component: string): Memory {
    return component === this.#component ? this.memory : new ComponentMemory(this.state, component);
  }

  create<T extends KubeObject>(resource: ResourceKey, object: Omit<T, 'metadata'> & { metadata: object }): Result<T, Status> {
    return registry.create(this, resource, object as unknown as T) as Result<T, Status>;
  }

  update<T extends KubeObject>(resource: ResourceKey, object: T): Result<T, Status> {
    return registry.update(this, resource, object, '') as Result<T, Status>;
  }

  updateStatus<T extends KubeObject>(resource: ResourceKey, object: T): Result<T, Status> {
    return registry.replaceStatus(this, resource, object) as Result<T, Status>;
  }

  modify<T extends KubeObject>(resource: ResourceKey, namespace: string | undefined, name: string, change: (current: T) => T): Result<T, Status> {
    return registry.modify(this, resource, namespace, name, change as unknown as (current: KubeObject) => KubeObject) as Result<T, Status>;
  }

  delete(resource: ResourceKey, namespace: string | undefined, name: string, options: DeleteOptions = {}): Result<KubeObject, Status> {
    return registry.remove(this, resource, namespace, name, options);
  }

  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options: EventOptions = {}): void {
    recordEvent(this, object, type, reason, message, { component: this.#component, ...options });
  }

  readonly random = (): number => nextRandom(this.state);

  wake(key: string, after = 0, component = this.#component): void {
    wake(this.state, this.#byName(component), key, this.state.now + after, this.step, after > 0 ? 'timer' : 'call');
  }

  pause(component: string): void {
    pause(this.state, this.#byName(component));
  }

  resume(name: string, after: number): void {
    const component = this.#byName(name);
    if (!this.isPaused(name)) return;
    const at = this.state.now + after;
    resume(this.state, component, at, this.step);
    for (const { resource, keys } of component.watches) {
      const prefix = resource === '*' ? '' : `${resource}/`;
      for (const [key, object] of this.state.objects.entriesUnder(prefix)) {
        const change: Change = { type: 'ADDED', resource: key.slice(0, key.indexOf('/')), key, object, resourceVersion: Number(object.metadata.resourceVersion) };
        for (const woken of keys(change, this)) wake(this.state, component, woken, at, this.step, 'start');
      }
    }
  }

  isPaused(component: string): boolean {
    return this.state.paused.includes(component);
  }

  slowApi(delay: number): void {
    this.state.apiDelay = delay;
  }

  emit(stream: string, chunk: StreamChunk): void {
    this.output.push({ stream, chunk });
  }

  /** Stores an object as it is, under the next resourceVersion, and tells whoever watches. */
  put(resource: ResourceKey, object: KubeObject, before: KubeObject | undefined): KubeObject {
    return this.#store(resource, { ...object, metadata: { ...object.metadata } }, before);
  }

  /** Stores an object that was only just made, with metadata of its own: it is not copied, and may not be used any more by who made it. */
  putNew(resource: ResourceKey, object: KubeObject): KubeObject {
    return this.#store(resource, object, undefined);
  }

  #store(resource: ResourceKey, stored: KubeObject, before: KubeObject | undefined): KubeObject {
    const { state, world } = this;
    state.resourceVersion += 1;
    (stored.metadata as { resourceVersion: string }).resourceVersion = String(state.resourceVersion);
    if (world.freeze) deepFreeze(stored);
    const key = objectKey(resource, stored.metadata.namespace, stored.metadata.name);
    state.objects.set(key, stored);
    this.#index(resource, key, before, stored);
    const { resourceVersion } = state;
    this.#tell(before ? { type: 'MODIFIED', resource, key, object: stored, before, resourceVersion } : { type: 'ADDED', resource, key, object: stored, resourceVersion });
    return stored;
  }

  /** Removes an object; watchers see its last form under the next resourceVersion. */
  drop(resource: ResourceKey, last: KubeObject): KubeObject {
    const { state } = this;
    state.resourceVersion += 1;
    const gone = { ...last, metadata: { ...last.metadata, resourceVersion: String(state.resourceVersion) } };
    const key = objectKey(resource, last.metadata.namespace, last.metadata.name);
    state.objects.delete(key);
    forgetEvents(this, last.metadata.uid);
    this.#index(resource, key, last, undefined);
    this.#tell({ type: 'DELETED', resource, key, object: gone, before: last, resourceVersion: state.resourceVersion });
    return gone;
  }

  #index(resource: ResourceKey, key: string, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const { indexes } = this.state;
    const definitions = this.world.indexesOf(resource);
    for (const definition of definitions) {
      if (before && after && sameParts(definition.of, before, after)) continue;
      const old = before ? definition.values(before) : NONE;
      const values = after ? definition.values(after) : NONE;
      if (old.length === 0 && values.length === 0) continue;
      const { name } = definition;
      for (const value of old) if (!values.includes(value)) indexes.delete(name + NUL + value + NUL + key);
      for (const value of values) if (!old.includes(value)) indexes.set(name + NUL + value + NUL + key, key);
    }
    for (const definition of this.world.aggregatesOf(resource)) aggregate(this.state, definition, before, after);
  }

  #tell(change: Change): void {
    this.writes.push(change);
    const wanted = changesWanted(change);
    for (const { component, watch } of this.world.watchersOf(change.resource)) {
      for (const key of watch.keys(change, this)) {
        wake(this.state, component, key, this.state.now + (component.latency ?? this.world.timing.informer) + this.state.apiDelay, this.step, 'write', wanted);
      }
    }
  }

  #byName(name: string): Component {
    const component = this.world.componentsByName.get(name);
    if (!component) throw new Error(`no component is named ${name}`);
    return component;
  }
}

/** Whether nothing has changed that an index depends on. */
function sameParts(parts: IndexDefinition['of'], before: KubeObject, after: KubeObject): boolean {
  if (!parts) return false;
  for (const part of parts) {
    if (part === 'spec' ? (before as { spec?: unknown }).spec !== (after as { spec?: unknown }).spec : before.metadata[part] !== after.metadata[part]) return false;
  }
  return true;
}

/** Under which an aggregate counts its objects. */
const COUNT = '#';

function aggregate(state: ClusterState, definition: AggregateDefinition, before: KubeObject | undefined, after: KubeObject | undefined): void {
  const from = before && definition.group(before);
  const to = after && definition.group(after);
  if (from === to && (from === undefined || definition.amounts(before!) === definition.amounts(after!))) return;
  if (from !== undefined) addTo(state, definition.name + NUL + from, definition.amounts(before!), -1);
  if (to !== undefined) addTo(state, definition.name + NUL + to, definition.amounts(after!), 1);
}

function addTo(state: ClusterState, key: string, amounts: Readonly<Record<string, number>>, sign: 1 | -1): void {
  const sums: Record<string, number> = { ...state.aggregates.get(key) };
  sums[COUNT] = (sums[COUNT] ?? 0) + sign;
  for (const name of Object.keys(amounts)) sums[name] = (sums[name] ?? 0) + sign * amounts[name]!;
  if (sums[COUNT] === 0) state.aggregates.delete(key);
  else state.aggregates.set(key, sums);
}

/** Files one object into the indexes of a state that was read back. */
export function indexObject(world: World): (state: ClusterState, key: string, object: KubeObject) => void {
  return (state, key, object) => {
    for (const index of world.indexesOf(key.slice(0, key.indexOf('/')))) {
      for (const value of index.values(object)) state.indexes.set(index.name + NUL + value + NUL + key, key);
    }
    for (const definition of world.aggregatesOf(key.slice(0, key.indexOf('/')))) aggregate(state, definition, undefined, object);
  };
}

class ComponentMemory implements Memory {
  readonly #state: ClusterState;
  readonly #own: string;

  constructor(state: ClusterState, component: string) {
    this.#state = state;
    this.#own = component + NUL;
  }

  get<T>(key: string): T | undefined {
    return this.#state.memory.get(this.#own + key) as T | undefined;
  }

  entries<T>(prefix = ''): [string, T][] {
    const found = this.#state.memory.entriesUnder(this.#own + prefix) as [string, T][];
    for (const entry of found) entry[0] = entry[0].slice(this.#own.length);
    return found;
  }

  hasUnder(prefix: string): boolean {
    return this.#state.memory.hasUnder(this.#own + prefix);
  }

  set(key: string, value: unknown): void {
    this.#state.memory.set(this.#own + key, value);
  }

  delete(key: string): void {
    this.#state.memory.delete(this.#own + key);
  }
}
