import { describe, expect, it } from 'vitest';
import { TestNode } from './test-node.ts';

const writes = (path: string, fields: object = {}) => ({
  name: 'a',
  image: 'busybox:1.36',
  command: ['sh', '-c', `dd if=/dev/zero of=${path} bs=1024 count=300 2>/dev/null; sleep 1000`],
  ...fields,
});
const limits = (size: string) => ({ resources: { limits: { 'ephemeral-storage': size } } });
const volume = (sizeLimit?: string) => ({ volumes: [{ name: 'd', emptyDir: sizeLimit === undefined ? {} : { sizeLimit } }] });
const mounted = { volumeMounts: [{ name: 'd', mountPath: '/d' }] };

describe('pods that write more than they may', () => {
  it.each<[string, object, string]>([
    ['into a volume', { containers: [writes('/d/x', mounted)], ...volume('200Ki') }, 'Usage of EmptyDir volume "d" exceeds the limit "200Ki". '],
    ['into their own files', { containers: [writes('/tmp/x', limits('200Ki'))] }, 'Pod ephemeral local storage usage exceeds the total limit of containers 200Ki. '],
    [
      'into both together',
      { containers: [writes('/d/x', { ...mounted, ...limits('250Ki') })], ...volume() },
      'Pod ephemeral local storage usage exceeds the total limit of containers 250Ki. ',
    ],
    [
      'into the files of one of two containers',
      { containers: [writes('/tmp/x', limits('200Ki')), { ...writes('/dev/null', limits('1Mi')), name: 'b' }] },
      'Container a exceeded its local ephemeral storage limit "200Ki". ',
    ],
  ])('%s are sent away', (_, spec, message) => {
    const node = new TestNode();
    expect(node.run(spec, 'p', 8).status.phase).toBe('Running');
    const { status } = node.wait(40);
    expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
    expect(status.conditions!.map(({ type }) => type)).not.toContain('DisruptionTarget');
    expect(node.events()).toContain(`Evicted: ${message}`);
  });

  it('stay within their limits otherwise', () => {
    const node = new TestNode();
    expect(node.run({ containers: [writes('/d/x', { ...mounted, ...limits('1Mi') })], ...volume('400Ki') }, 'p', 120).status.phase).toBe('Running');
  });
});
