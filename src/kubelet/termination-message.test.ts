import { expect, it } from 'vitest';
import { TestNode } from './test-node.ts';

const ends = (script: string, more: object = {}) => ({ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', script], ...more });
const fallback = { terminationMessagePolicy: 'FallbackToLogsOnError' };
const others = (count: number) => Array.from({ length: count }, (_, i) => ends('exit 0', { name: `b${i}` }));

it.each<[string, object, object[], string | undefined]>([
  ['what was written', ends('echo -n done > /dev/termination-log'), [], 'done'],
  ['another file', ends('echo -n done > /tmp/end', { terminationMessagePath: '/tmp/end' }), [], 'done'],
  [
    'the end of a long one',
    ends('seq 2000 > /dev/termination-log'),
    [],
    Array.from({ length: 2000 }, (_, i) => `${i + 1}\n`)
      .join('')
      .slice(-4096),
  ],
  [
    'a share of what a pod may say',
    ends('seq 2000 > /dev/termination-log'),
    others(5),
    Array.from({ length: 2000 }, (_, i) => `${i + 1}\n`)
      .join('')
      .slice(-4096)
      .slice(0, 2048),
  ],
  ['nothing of the log', ends('echo failed; exit 1'), [], undefined],
  ['the log of a failure', ends('echo failed; exit 1', fallback), [], 'failed\n'],
  ['nothing of the log where all went well', ends('echo fine', fallback), [], undefined],
  ['the last 80 lines', ends('seq 100; exit 1', fallback), [], Array.from({ length: 80 }, (_, i) => `${i + 21}\n`).join('')],
])('a termination message is %s', (_, container, more, message) => {
  const pod = new TestNode().run({ restartPolicy: 'Never', containers: [container, ...more] }, 'p', 8);
  expect(pod.status.containerStatuses![0]!.state.terminated!.message).toBe(message);
});
