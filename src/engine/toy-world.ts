/** A small world for the engine's own tests: boxes that want marbles, and a component that makes them. No kind of Kubernetes. */
import type { KindDescriptor } from '../api/descriptor.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { createKindRegistry } from '../api/registry.ts';
import type { Component } from './component.ts';
import { Simulation } from './simulation.ts';
import { createWorld, type World } from './world.ts';

export interface Box extends KubeObject {
  readonly spec: { readonly marbles: number };
  readonly status?: { readonly marbles: number };
}
export interface Marble extends KubeObject {
  readonly spec: { readonly box: string };
  readonly status?: { readonly polished: boolean };
}

const kind = (name: string, options: Partial<KindDescriptor> = {}): KindDescriptor => ({
  group: 'toys',
  version: 'v1',
  kind: name,
  plural: `${name.toLowerCase()}s`,
  singular: name.toLowerCase(),
  shortNames: [],
  namespaced: true,
  hasStatus: true,
  schema: 'none',
  applyDefaults: (object) => object,
  validate: () => [],
  columns: [],
  ...options,
});

const kinds = [
  kind('Box', {
    plural: 'boxes',
    prepareForUpdate: (object, old, subresource) =>
      subresource === 'status' ? { ...(old as Box), status: (object as Box).status } : { ...(object as Box), status: (old as Box).status },
  }),
  kind('Marble', { gracefulDeletion: (_, seconds) => seconds ?? 2 }),
  { ...kind('Namespace', { namespaced: false }), group: '' },
  { ...kind('Event'), group: '' },
];

const maker: Component = {
  name: 'marble-maker',
  priority: 1,
  watches: [
    { resource: 'boxes.toys', keys: ({ object }) => [`${object.metadata.namespace}/${object.metadata.name}`] },
    { resource: 'marbles.toys', keys: ({ object }) => [`${object.metadata.namespace}/${(object as Marble).spec.box}`] },
  ],
  reconcile(context, key) {
    const [namespace, name] = key.split('/') as [string, string];
    const box = context.get<Box>('boxes.toys', namespace, name);
    if (!box) return { decision: `${name} is gone`, idle: true };
    const marbles = context.byIndex<Marble>('marblesByBox', key).filter((m) => m.metadata.deletionTimestamp === undefined);
    const missing = box.spec.marbles - marbles.length;
    for (let i = 0; i < missing; i += 1) {
      context.create<Marble>('marbles.toys', { apiVersion: 'toys/v1', kind: 'Marble', metadata: { generateName: `${name}-`, namespace }, spec: { box: name } });
      context.event(box, 'Normal', 'Made', 'Made a marble');
    }
    for (const marble of marbles.slice(0, Math.max(0, -missing))) context.delete('marbles.toys', namespace, marble.metadata.name);
    const polished = marbles.filter((m) => m.status?.polished).length;
    context.updateStatus<Box>('boxes.toys', { ...box, status: { marbles: polished } });
    return { decision: `has ${marbles.length} of ${box.spec.marbles}`, idle: missing === 0 };
  },
};

/** Polishes one marble at a time, some of which slip out of its hands once. */
const polisher: Component = {
  name: 'polisher',
  priority: 2,
  serial: { duration: 20 },
  watches: [{ resource: 'marbles.toys', keys: ({ type, object }) => (type === 'DELETED' ? [] : [`${object.metadata.namespace}/${object.metadata.name}`]) }],
  reconcile(context, key) {
    const [namespace, name] = key.split('/') as [string, string];
    const marble = context.get<Marble>('marbles.toys', namespace, name);
    if (!marble) return { decision: 'gone', idle: true };
    if (marble.metadata.deletionTimestamp !== undefined) {
      const left = Date.parse(marble.metadata.deletionTimestamp) - context.now;
      if (left > 0) return { decision: `waits ${left} ms`, again: { after: left } };
      context.delete('marbles.toys', namespace, name, { gracePeriodSeconds: 0 });
      return { decision: 'threw it away' };
    }
    if (marble.status?.polished) return { decision: 'shines', idle: true };
    if (context.random() < 0.3) return { decision: 'it slipped', again: { retry: 'slippery' } };
    context.updateStatus<Marble>('marbles.toys', { ...marble, status: { polished: true } });
    return { decision: 'polished it' };
  },
};

export function toyWorld(parts: Partial<World> = {}): World {
  return createWorld({
    kinds: createKindRegistry(kinds),
    components: [maker, polisher],
    admission: [],
    indexes: [{ name: 'marblesByBox', resource: 'marbles.toys', values: (object) => [`${object.metadata.namespace}/${(object as Marble).spec.box}`] }],
    aggregates: [],
    connectors: [],
    faults: [
      {
        name: 'spill',
        apply: (context) => {
          const marbles = context.list<Marble>('marbles.toys');
          for (const marble of marbles) context.delete('marbles.toys', marble.metadata.namespace, marble.metadata.name, { gracePeriodSeconds: 0 });
          return { ok: true, value: `${marbles.length} marbles rolled away` };
        },
      },
    ],
    timing: { informer: 5 },
    freeze: true,
    ...parts,
  });
}

export function toySimulation(seed = 1): Simulation {
  return new Simulation(toyWorld(), {
    seed,
    bootstrap: (context) => {
      context.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
    },
  });
}

export const boxRequest = (name: string, marbles: number) =>
  ({
    verb: 'create',
    group: 'toys',
    version: 'v1',
    resource: 'boxes',
    namespace: 'default',
    body: { apiVersion: 'toys/v1', kind: 'Box', metadata: { name, namespace: 'default' }, spec: { marbles } },
  }) as const;

export const boxUpdate = (name: string, marbles: number) =>
  ({
    verb: 'update',
    group: 'toys',
    version: 'v1',
    resource: 'boxes',
    namespace: 'default',
    name,
    body: { apiVersion: 'toys/v1', kind: 'Box', metadata: { name, namespace: 'default' }, spec: { marbles } },
  }) as const;
