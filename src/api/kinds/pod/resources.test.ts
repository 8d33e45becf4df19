import { describe, expect, it } from 'vitest';
import { formatQuantity } from '../../meta/quantity.ts';
import type { Container } from './container-types.ts';
import { podLimits, podRequests, qosClass, requestFigures } from './resources.ts';
import type { PodSpec } from './types.ts';

type Resources = { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
const container = (resources: Resources, restartPolicy?: 'Always'): Container => ({ name: 'c', image: 'i', resources, ...(restartPolicy && { restartPolicy }) }) as Container;
const podOf = (containers: readonly Container[], initContainers: readonly Container[] = [], more: object = {}): { spec: PodSpec } => ({
  spec: { containers, initContainers, ...more } as unknown as PodSpec,
});
const shown = (amounts: ReadonlyMap<string, Parameters<typeof formatQuantity>[0]>): object =>
  Object.fromEntries([...amounts].map(([name, amount]) => [name, formatQuantity(amount)]));
const cpu = (amount: string): Resources => ({ requests: { cpu: amount } });

describe('what a pod asks for', () => {
  it('is the sum of its containers, or the most that its init containers need', () => {
    expect(shown(podRequests(podOf([container(cpu('100m')), container(cpu('200m'))], [container(cpu('250m'))])))).toEqual({ cpu: '300m' });
    expect(shown(podRequests(podOf([container(cpu('100m'))], [container(cpu('250m')), container(cpu('1'))])))).toEqual({ cpu: '1' });
  });

  it('counts sidecars beside the containers, and beside what starts after them', () => {
    expect(shown(podRequests(podOf([container(cpu('100m'))], [container(cpu('200m'), 'Always'), container(cpu('500m'))])))).toEqual({ cpu: '700m' });
  });

  it('has the overhead on top, of limits only where there are any', () => {
    const overhead = { overhead: { cpu: '50m', memory: '1Mi' } };
    expect(shown(podRequests(podOf([container(cpu('100m'))], [], overhead)))).toEqual({ cpu: '150m', memory: '1Mi' });
    expect(shown(podLimits(podOf([container({ limits: { cpu: '1' } })], [], overhead)))).toEqual({ cpu: '1050m' });
  });

  it('in plain numbers', () => {
    const figures = requestFigures(podOf([container({ requests: { cpu: '1.5', memory: '1Gi', 'example.com/gpu': '2' } })]));
    expect([figures.milliCpu, figures.memory, figures.ephemeralStorage, figures.others.get('example.com/gpu')]).toEqual([1500, 2 ** 30, 0, 2]);
  });
});

describe('the quality of service class', () => {
  const full = { cpu: '1', memory: '1Gi' };
  it.each<[string, readonly Container[], string]>([
    ['nothing', [container({})], 'BestEffort'],
    ['only a resource that is neither cpu nor memory', [container({ requests: { 'ephemeral-storage': '1Gi' } })], 'BestEffort'],
    ['requests', [container({ requests: { cpu: '1' } })], 'Burstable'],
    ['limits as the requests', [container({ requests: full, limits: full })], 'Guaranteed'],
    ['limits above the requests', [container({ requests: full, limits: { ...full, cpu: '2' } })], 'Burstable'],
    ['one container without', [container({ requests: full, limits: full }), container({})], 'Burstable'],
    ['the same amount in other words', [container({ requests: { cpu: '1000m', memory: '1024Mi' }, limits: full })], 'Guaranteed'],
  ])('%s', (_name, containers, expected) => expect(qosClass(podOf(containers))).toBe(expected));
});
