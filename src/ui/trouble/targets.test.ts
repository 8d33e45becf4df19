import { describe, expect, it } from 'vitest';
import type { NodeRow, PodRow } from '../worker/protocol.ts';
import { breakCommand, breakTargets } from './targets.ts';

const pod = (name: string, more: Partial<PodRow> = {}) => ({ key: `pods/default/${name}`, name, namespace: 'default', node: 'node-1', shape: 'ready', ...more }) as PodRow;
const node = { key: 'nodes//node-1', name: 'node-1' } as NodeRow;

describe('what can be broken', () => {
  it('are the control plane, registries, nodes, and pods that are on a node', () => {
    const pods = [pod('b'), pod('a'), pod('waits', { node: undefined }), pod('over', { shape: 'done' }), pod('x', { namespace: 'shop', key: 'pods/shop/x' })];
    expect(breakTargets([node], pods, undefined).map(({ group, label }) => `${group}: ${label}`)).toEqual([
      'The cluster: the control plane',
      'The cluster: the image registries',
      'Nodes: node-1',
      'Pods: a',
      'Pods: b',
      'Pods: shop/x',
    ]);
  });

  it('has the chosen pod among a great many', () => {
    const pods = Array.from({ length: 500 }, (_, i) => pod(`p-${String(i).padStart(3, '0')}`));
    const targets = breakTargets([], pods, 'pods/default/p-499');
    expect(targets.length).toBeLessThan(210);
    expect(targets.map(({ label }) => label)).toContain('p-499');
  });

  it.each([
    ['nodes//node-1', 'node-stop', {}, 'kubetick fault node-stop node-1'],
    ['pods/shop/x', 'memory-leak', { rate: '20' }, 'kubetick fault memory-leak x -n shop --rate 20'],
    ['pods/shop/x', 'memory-leak', { rate: ' ' }, 'kubetick fault memory-leak x -n shop --rate 8'],
    ['cluster', 'scheduler-stop', {}, 'kubetick fault scheduler-stop'],
    ['registry', 'registry-slow', {}, 'kubetick fault registry-slow --factor 10'],
  ])('%s %s %j', (id, fault, values, command) => {
    const target = breakTargets([node], [pod('x', { namespace: 'shop', key: 'pods/shop/x' })], undefined).find((one) => one.id === id)!;
    const entry = target.faults.find((one) => one.fault === fault)!;
    expect(breakCommand(target, entry, values)).toBe(command);
  });
});
