import { describe, expect, it } from 'vitest';
import { TestNode } from '../test-node.ts';

const running = () => {
  const node = new TestNode();
  node.run({ containers: [{ name: 'a', image: 'nginx:1.25' }] }, 'p', 10);
  return node;
};
const write = (node: TestNode, status: object) => expect(node.request('patch', 'pods/p/status', { status }).ok).toBe(true);

describe('a status that somebody else wrote into', () => {
  it.each<[string, object]>([
    ['a reason', { reason: 'Mine', message: 'by hand' }],
    ['a phase', { phase: 'Pending' }],
    ['an address', { podIP: '10.1.1.1' }],
    ['a condition of the kubelet', { conditions: [{ type: 'Initialized', status: 'False', reason: 'Mine' }] }],
  ])('%s is put right some seconds later', (_, status) => {
    const node = running();
    const withoutTimes = () => JSON.stringify(node.pod()!.status).replaceAll(/"lastTransitionTime":"[^"]*",?/g, '');
    const before = withoutTimes();
    write(node, status);
    expect(withoutTimes()).not.toBe(before);
    node.wait(10);
    expect(withoutTimes()).toBe(before);
    const { step } = node.simulation.position;
    node.wait(60);
    expect(node.simulation.position.step).toBe(step);
  });

  it('keeps a condition that is not the kubelet’s', () => {
    const node = running();
    write(node, { conditions: [{ type: 'example.org/mine', status: 'True' }] });
    expect(node.wait(20).status.conditions!.map(({ type }) => type)).toContain('example.org/mine');
  });
});
