import { describe, expect, it } from 'vitest';
import type { Pod } from '../api/kinds/pod/types.ts';
import { sandboxRefusal, startRefusal } from './memory-floor.ts';
import { TestNode } from './test-node.ts';

const container = (name: string, memory?: string, more: object = {}) => ({
  name,
  image: 'busybox:1.36',
  ...(memory !== undefined && { resources: { limits: { memory } } }),
  ...more,
});
const pod = (containers: object[], initContainers?: object[]) => ({ metadata: {}, spec: { containers, ...(initContainers && { initContainers }) } }) as unknown as Pod;

describe('memory limits that are too low to start', () => {
  it.each<[string, Pod, boolean]>([
    ['one container', pod([container('a', '1Mi')]), true],
    ['enough', pod([container('a', '4Mi')]), false],
    ['the containers together', pod([container('a', '2Mi'), container('b', '2Mi')]), false],
    ['no limit of the pod, where one has none', pod([container('a', '1Mi'), container('b')]), false],
    ['an init container that needs more counts instead', pod([container('a', '1Mi')], [container('i', '8Mi')]), false],
    ['a sidecar counts beside', pod([container('a', '2Mi')], [container('s', '2Mi', { restartPolicy: 'Always' })]), false],
  ])('of the sandbox: %s', (_title, of, refused) => {
    expect(sandboxRefusal(of) !== undefined).toBe(refused);
  });

  it.each([
    [undefined, undefined],
    [4 << 20, undefined],
    [1 << 20, 'unable to set memory limit to 1048576 (current usage: '],
  ])('of a container: %s', (limit, text) => {
    if (text === undefined) expect(startRefusal(limit)).toBeUndefined();
    else expect(startRefusal(limit)).toContain(text);
  });

  it('shows as events: no sandbox, or a container that fails to start', () => {
    const alone = new TestNode();
    alone.run({ containers: [container('a', '1Mi', { command: ['sleep', '9'] })] });
    const waiting = alone.wait(20);
    expect(waiting.status).toMatchObject({ phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] });
    const beside = new TestNode();
    beside.run({ restartPolicy: 'Never', containers: [container('a', '1Mi', { command: ['sleep', '9'] }), container('b', undefined, { command: ['sleep', '1'] })] });
    expect(beside.wait(20).status.containerStatuses![0]!.state).toMatchObject({ terminated: { exitCode: 128, reason: 'StartError' } });
  });
});
