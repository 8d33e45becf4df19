/** What 150,000 pods cost is what each does not share with the others of its template. */
import { describe, expect, it } from 'vitest';
import type { Pod } from '../api/kinds/pod/types.ts';
import { deepEqual } from '../base/equal.ts';
import type { Simulation } from '../engine/simulation.ts';
import '../kubelet/process/applets/install.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { KUBELET, machineOf, treeOf } from '../kubelet/memory.ts';
import { packed, Start } from '../kubelet/process/rehearsal.ts';
import { DatedTree } from '../kubelet/volumes/dated-tree.ts';
import { createCluster } from './cluster.ts';
import { nodeSeed } from './nodes.ts';

function running(replicas: number): Simulation {
  const simulation = createCluster({ nodes: [nodeSeed(0)], images: tutorialImages, seed: 7 });
  const labels = { app: 'web' };
  const body = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } } },
  };
  expect(simulation.request({ verb: 'create', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', body }).ok).toBe(true);
  simulation.settle({ quiet: 10_000, timeout: 600_000 });
  // The image is there now, so that the others start together.
  const grown = {
    verb: 'patch',
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    namespace: 'default',
    name: 'web',
    patchType: 'merge',
    body: { spec: { replicas } },
  } as const;
  expect(simulation.request(grown).ok).toBe(true);
  simulation.settle({ quiet: 10_000, timeout: 600_000 });
  return simulation;
}

/** Paths of parts that are equal and yet held twice. */
function twice(path: string, a: unknown, b: unknown): string[] {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null || a === b) return [];
  if (deepEqual(a, b)) return [path];
  return Object.keys(a).flatMap((key) => twice(`${path}.${key}`, (a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

const keyOf = (pod: Pod) => `${pod.spec.nodeName}/default/${pod.metadata.name}`;

describe('pods of one template', () => {
  const simulation = running(6);
  const memory = simulation.view.memoryOf(KUBELET);
  const pods = simulation.view.list<Pod>('pods');
  // Two that were started and ready within the same seconds.
  const times = ({ status }: Pod) => JSON.stringify([status.conditions, status.containerStatuses!.map(({ state }) => state)]);
  const a = pods.find((pod, i) => pods.some((other, j) => j > i && times(other) === times(pod)));
  const b = pods.findLast((pod) => a && times(pod) === times(a));

  it('share in their objects what is equal', () => {
    expect(a).toBeDefined();
    expect(a).not.toBe(b);
    expect(twice('pod', a, b).filter((path) => !/IPs/.test(path))).toEqual(['pod.status.conditions']);
    expect(a!.status.conditions!.every((condition, i) => condition === b!.status.conditions![i])).toBe(true);
  });

  it('share what their kubelet remembers of them', () => {
    const [ofA, ofB] = [a!, b!].map((pod) => memory.get(`pod/${keyOf(pod)}`));
    expect(twice('record', ofA, ofB)).toEqual([]);
  });

  it('keep their processes as a start, and their token as its claims, until somebody looks', () => {
    const key = keyOf(a!);
    const stored = memory.get(`machine/${key}`);
    expect(stored).toBeInstanceOf(Start);
    const [volume] = a!.spec.volumes!;
    expect(memory.get(`tree/${key}/${volume!.name}`)).toBeInstanceOf(DatedTree);
    const machine = machineOf(memory, key)!;
    expect(packed(machine)).toBe(stored);
    expect(Object.keys(machine.containers['c']!.processes)).toEqual(['1', '15']);
    // Others have been looked at since: it is made anew, the same.
    for (let round = 0; round < 600; round += 1) void (stored as Start).renamed((text) => text).state;
    const again = machineOf(memory, key)!;
    expect(again).not.toBe(machine);
    expect(again).toEqual(machine);
  });

  it('are the whole in JSON', () => {
    const key = keyOf(a!);
    expect(JSON.parse(JSON.stringify(memory.get(`machine/${key}`)))).toEqual(machineOf(memory, key));
    const name = `${key}/${a!.spec.volumes![0]!.name}`;
    const written = JSON.parse(JSON.stringify(memory.get(`tree/${name}`))) as unknown;
    expect(written).toEqual(treeOf(memory, name));
    expect(JSON.stringify(written)).toContain('eyJhbGciOi');
  });
});
