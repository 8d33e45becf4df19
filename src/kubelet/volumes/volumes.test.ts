import { describe, expect, it } from 'vitest';
import { TestNode } from '../test-node.ts';

const print = (script: string, fields: object = {}, spec: object = {}) => ({
  restartPolicy: 'Never',
  containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', script], ...fields }],
  ...spec,
});
const mounted = (volume: object, script: string) => print(script, { volumeMounts: [{ name: 'v', mountPath: '/v' }] }, { volumes: [{ name: 'v', ...volume }] });

function logOf(node: TestNode, name = 'p'): string {
  const response = node.request('get', `pods/${name}/log`);
  return response.ok && 'text' in response ? response.text : response.ok ? '' : (response.status.message ?? '');
}

function withConfig(): TestNode {
  const node = new TestNode();
  node.create('ConfigMap', 'conf', { data: { color: 'red', 'app.ini': 'a=1\n' } });
  node.create('Secret', 'key', { data: { password: 'czNjcmV0' } });
  return node;
}

describe('volumes', () => {
  it.each<[string, object, string]>([
    ['a ConfigMap', mounted({ configMap: { name: 'conf' } }, 'ls /v; cat /v/color'), 'app.ini\ncolor\nred'],
    ['a key of a ConfigMap under another path', mounted({ configMap: { name: 'conf', items: [{ key: 'app.ini', path: 'etc/app.ini' }] } }, 'cat /v/etc/app.ini'), 'a=1\n'],
    ['a Secret', mounted({ secret: { secretName: 'key' } }, 'cat /v/password'), 's3cret'],
    ['fields of the pod', mounted({ downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } }, 'cat /v/name'), 'p'],
    ['several sources in one', mounted({ projected: { sources: [{ configMap: { name: 'conf' } }, { secret: { name: 'key' } }] } }, 'cat /v/color /v/password'), 'reds3cret'],
    ['an empty folder', mounted({ emptyDir: {} }, 'echo x > /v/f; cat /v/f; ls /v'), 'x\nf\n'],
    ['optional and not there', mounted({ configMap: { name: 'none', optional: true } }, 'ls /v | wc -l'), '0\n'],
    [
      'one file of a volume',
      print('cat /etc/app.ini', { volumeMounts: [{ name: 'v', mountPath: '/etc/app.ini', subPath: 'app.ini' }] }, { volumes: [{ name: 'v', configMap: { name: 'conf' } }] }),
      'a=1\n',
    ],
    [
      'a folder of a volume',
      print(
        'echo x > /a/f; ls /b; ls /b/in',
        {
          volumeMounts: [
            { name: 'v', mountPath: '/a', subPath: 'in' },
            { name: 'v', mountPath: '/b' },
          ],
        },
        { volumes: [{ name: 'v', emptyDir: {} }] },
      ),
      'in\nf\n',
    ],
  ])('shows %s', (_, spec, text) => {
    const node = withConfig();
    node.run(spec);
    expect(logOf(node)).toBe(text);
  });

  it('shares a folder between containers', () => {
    const node = new TestNode();
    const share = { volumeMounts: [{ name: 'v', mountPath: '/v' }], image: 'busybox:1.36' };
    node.run(
      {
        restartPolicy: 'Never',
        volumes: [{ name: 'v', emptyDir: {} }],
        initContainers: [{ name: 'one', command: ['sh', '-c', 'echo from one > /v/f'], ...share }],
        containers: [{ name: 'a', command: ['cat', '/v/f'], ...share }],
      },
      'p',
      8,
    );
    expect(logOf(node)).toBe('from one\n');
  });

  it('waits for a ConfigMap that is not there', () => {
    const node = new TestNode();
    const pod = node.run(mounted({ configMap: { name: 'late' } }, 'cat /v/k'), 'p', 10);
    expect(pod.status.containerStatuses![0]!.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    expect(node.events()).toEqual([expect.stringMatching(/^FailedMount: MountVolume.SetUp failed for volume "v" : configmap "late" not found ×\d$/)]);
    node.create('ConfigMap', 'late', { data: { k: 'here' } });
    expect(node.wait(30).status.phase).toBe('Succeeded');
    expect(logOf(node)).toBe('here');
  });

  it('brings mounted files up to date, but not environment variables', () => {
    const node = withConfig();
    const spec = mounted({ configMap: { name: 'conf' } }, 'while true; do echo "$COLOR $(cat /v/color)"; sleep 60; done');
    node.run({ ...spec, containers: [{ ...spec.containers[0]!, env: [{ name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'conf', key: 'color' } } }] }] });
    expect(node.request('patch', 'configmaps/conf', { data: { color: 'blue' } }).ok).toBe(true);
    node.wait(200);
    const lines = logOf(node).trim().split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['red red', 'red blue']);
  });
});

describe('environment', () => {
  it.each<[string, object, string]>([
    [
      'values',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: 'x$(A)$(NONE)$$(A)' },
        ],
      },
      'x1$(NONE)$(A)',
    ],
    ['a ConfigMap key', { env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'color' } } }] }, 'red'],
    ['a Secret key', { env: [{ name: 'B', valueFrom: { secretKeyRef: { name: 'key', key: 'password' } } }] }, 's3cret'],
    ['all of a ConfigMap', { envFrom: [{ configMapRef: { name: 'conf' }, prefix: 'X_' }], env: [{ name: 'B', value: '$(X_color)' }] }, 'red'],
    ['the name of the node', { env: [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] }, 'node-1'],
    ['the address', { env: [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] }, '10.244.0.2'],
    ['a limit in millicores', { resources: { limits: { cpu: '250m' } }, env: [{ name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } }] }, '250'],
    ['no limit', { env: [{ name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] }, '2'],
  ])('has %s', (_, fields, text) => {
    const node = withConfig();
    node.run(print('printf %s "$B"', fields));
    expect(logOf(node)).toBe(text);
  });

  it.each<[string, object, string]>([
    ['no such ConfigMap', { env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'none', key: 'k' } } }] }, 'configmap "none" not found'],
    ['no such key', { env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'k' } } }] }, "couldn't find key k in ConfigMap default/conf"],
    ['no such key of a Secret', { env: [{ name: 'B', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } }] }, "couldn't find key k in Secret default/key"],
    ['no such source', { envFrom: [{ secretRef: { name: 'none' } }] }, 'secret "none" not found'],
  ])('refuses to start with %s', (_, fields, message) => {
    const node = withConfig();
    expect(node.run(print('true', fields)).status.containerStatuses![0]!.state.waiting).toEqual({ reason: 'CreateContainerConfigError', message });
  });
});
