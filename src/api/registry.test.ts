import { describe, expect, it } from 'vitest';
import { kinds } from './kinds/registry.ts';
import { createKindRegistry } from './registry.ts';

const registry = createKindRegistry(kinds);

describe('createKindRegistry', () => {
  it.each([
    ['po', 'pods'],
    ['pods', 'pods'],
    ['pod', 'pods'],
    ['Pod', 'pods'],
    ['PODS', 'pods'],
    ['deploy', 'deployments'],
    ['deploy.apps', 'deployments'],
    ['deployments.v1.apps', 'deployments'],
    ['Deployment.v1.apps', 'deployments'],
    ['deployments.app', 'deployments'],
    ['ev', 'events'],
    ['events.events.k8s.io', 'events'],
    ['endpointslices.discovery', 'endpointslices'],
    ['ep', 'endpoints'],
    ['svc', 'services'],
    ['rs.apps', 'replicasets'],
    ['deploy.ap', 'deployments'],
  ])('knows %s', (argument, plural) => {
    expect(registry.byArgument(argument)?.descriptor.plural).toBe(plural);
  });

  it.each(['PO', 'podz', 'deployments.v2.apps', 'pods.apps', '', 'all', '__proto__', 'constructor'])('does not know %s', (argument) => {
    expect(registry.byArgument(argument)).toBeUndefined();
  });

  it('prefers the core group and finds the other by its name', () => {
    expect(registry.byArgument('events')).toMatchObject({ group: '', version: 'v1' });
    expect(registry.byArgument('events.events.k8s.io')).toMatchObject({ group: 'events.k8s.io', version: 'v1' });
  });

  it('finds kinds to the letter', () => {
    expect(registry.byKind('apps', 'v1', 'Deployment')?.descriptor.plural).toBe('deployments');
    expect(registry.byKind('apps', 'v1', 'deployment')).toBeUndefined();
    expect(registry.byKind('extensions', 'v1beta1', 'Deployment')).toBeUndefined();
    expect(registry.byPath('events.k8s.io', 'v1', 'events')?.descriptor.kind).toBe('Event');
    expect(registry.byResource('deployments.apps')?.kind).toBe('Deployment');
  });

  it('lists a category in discovery order', () => {
    const all = registry.byCategory('all').map((kind) => kind.plural);
    expect(all.filter((plural) => ['pods', 'services', 'deployments', 'replicasets'].includes(plural))).toEqual(['pods', 'services', 'deployments', 'replicasets']);
  });

  it('refuses a kind that is there twice', () => {
    expect(() => createKindRegistry([kinds[0]!, { ...kinds[0]! }])).toThrow('two kinds');
  });
});
