import { describe, expect, it } from 'vitest';
import { TUTORIAL_IMAGES } from '../images/tutorial-images.ts';
import { tutorialImages } from '../images/index.ts';
import { launch } from './rehearsal.ts';
import { advance, createSandbox, startContainer } from './sandbox.ts';
import { directoryOf } from './tree.ts';
import type { Advance, ContainerSpec, ProcessHost, SandboxState } from './types.ts';

/** Pod `n` of a template: what differs from pod to pod does. */
function pod(n: number): {
  readonly state: SandboxState;
  readonly host: ProcessHost;
  readonly now: number;
  readonly files: Record<string, string>;
  readonly env: Record<string, string>;
} {
  const name = `web-${n}`;
  return {
    state: createSandbox({ hostname: name, ip: `10.0.0.${n}`, seed: n, volumes: { work: directoryOf({ greeting: 'hello\n' }), '.termination-log/c': directoryOf({ log: '' }) } }),
    host: {
      image: (image) => tutorialImages.files(image),
      tree: (key) => directoryOf(key.endsWith(String(n)) ? { 'a.conf': 'key value\n', token: n > 2 ? 'long' : 'short' } : {}),
      resolve: () => ({ ok: true, addresses: [`10.1.0.${n}`] }),
      exchange: () => ({ result: 'refused', after: n }),
    },
    now: Date.UTC(2026, 10, 22) + n * 12_345,
    files: { '/etc/hostname': `${name}\n`, '/etc/hosts': `127.0.0.1 localhost\n10.0.0.${n} ${name}\n`, '/etc/resolv.conf': 'nameserver 10.96.0.10\n' },
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOSTNAME: name, GREETING: 'grüß Gott', NUMBER: String(n % 2) },
  };
}

function specOf(n: number, image: string, argv: readonly string[], more: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    name: 'c',
    argv,
    env: pod(n).env,
    cwd: '/',
    user: { uid: 0, gid: 0 },
    image,
    mounts: [
      { path: '/config', from: { tree: `config-${n}` } },
      { path: '/work', from: { volume: 'work' } },
      { path: '/dev/termination-log', from: { volume: '.termination-log/c' }, subPath: 'log' },
    ],
    files: pod(n).files,
    ...more,
  };
}

/** As it goes without a rehearsal. */
function plainly(n: number, spec: ContainerSpec): Advance | string {
  const { state, now, host } = pod(n);
  const started = startContainer(state, spec, now, host);
  return started.ok ? advance(started.value, now, host) : started.error.message;
}

function launched(n: number, spec: ContainerSpec): Advance | string {
  const { state, now, host } = pod(n);
  const started = launch(state, spec, now, host);
  return started.ok ? started.value : started.error.message;
}

const bytes = (value: unknown) => JSON.stringify(value);

const SCRIPTS = [
  'exec sleep 1000',
  'sleep 5; echo done',
  'echo "$HOSTNAME"; sleep 1',
  'echo $NUMBER $GREETING; exec sleep infinity',
  'test $NUMBER = 1 && exit 3; sleep 2',
  'cat /etc/hostname /etc/resolv.conf; sleep 1',
  'hostname; uname -n; sleep 1',
  'date; sleep 1',
  'echo $RANDOM; head -c 4 /dev/urandom | od -x; sleep 1',
  'touch /tmp/ready; ls -l /tmp; sleep 1',
  'touch /work/a; test /work/a -nt /bin/busybox && echo newer; sleep 1',
  'find /tmp -mmin -5; sleep 1',
  'env; sleep 1',
  'export NUMBER=7; sh -c "sleep 60" & wait',
  'unset NUMBER; env -u GREETING sleep 60',
  'cat /proc/self/environ /proc/uptime; sleep 1',
  'cat /config/token; sleep 1',
  'cat /config/a.conf > /work/copy; sleep 1',
  'mv /etc/hosts /work/hosts; sleep 1',
  'echo more >> /etc/hosts; cp -p /etc/hostname /tmp/h; sleep 1',
  'wget -qO- http://other; sleep 1',
  'awk "BEGIN { print ENVIRON[\\"NUMBER\\"] }"; echo bye > /dev/termination-log',
  'trap "exit 4" TERM; while true; do sleep 3; done',
  'timeout 3 sleep 10',
  'no-such-program',
  'i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done; sleep 1',
];

describe('rehearsed starts', () => {
  it.each(SCRIPTS)('%s', (script) => {
    for (const n of [1, 2, 3, 4, 5]) {
      const spec = specOf(n, 'docker.io/library/busybox:latest', ['sh', '-c', script]);
      expect(bytes(launched(n, spec))).toBe(bytes(plainly(n, spec)));
    }
  });

  const ofEachRepository = new Map(TUTORIAL_IMAGES.map(({ image }) => [image.split(':')[0], image]));
  it.each([...ofEachRepository.values()])('the image %s', (image) => {
    const name = tutorialImages.normalize(image);
    const known = name.ok ? tutorialImages.lookup(name.value) : undefined;
    if (known === undefined || !('found' in known)) throw new Error(`no image ${image}`);
    const { found } = known;
    for (const n of [1, 2, 3]) {
      const spec = specOf(n, found.name, [...(found.entrypoint ?? []), ...(found.cmd ?? [])], { cwd: found.workingDir ?? '/', env: { ...pod(n).env, ...found.env } });
      expect(bytes(launched(n, spec))).toBe(bytes(plainly(n, spec)));
    }
  });

  it.each([
    { name: 'a command that is not there', argv: ['/none'], more: {} },
    { name: 'another user', argv: ['sh', '-c', 'id; sleep 1'], more: { user: { uid: 1000, gid: 1000 } } },
    { name: 'a folder that is to be made', argv: ['sh', '-c', 'pwd; sleep 1'], more: { cwd: '/srv/app' } },
    { name: 'a root that is only read', argv: ['sh', '-c', 'touch /x; sleep 1'], more: { readOnlyRootFilesystem: true } },
    { name: 'a limit the size of a time', argv: ['sleep', '1'], more: { memoryLimit: 1_234_567_890_123_457 } },
    { name: 'an open input', argv: ['cat'], more: { stdin: true } },
  ])('$name', ({ argv, more }) => {
    for (const n of [1, 2, 3]) {
      const spec = specOf(n, 'docker.io/library/busybox:latest', argv, more);
      expect(bytes(launched(n, spec))).toBe(bytes(plainly(n, spec)));
    }
  });

  it('beside a container that runs, and one that has ended', () => {
    for (const script of ['sleep 100', 'exit 0'])
      for (const n of [1, 2, 3]) {
        const { state, now, host } = pod(n);
        const spec = specOf(n, 'docker.io/library/busybox:latest', ['sh', '-c', script]);
        const first = launch(state, { ...spec, name: 'first' }, now, host);
        if (!first.ok) throw new Error(first.error.message);
        const second = launch(first.value.state, spec, now + 50, host);
        const started = startContainer(first.value.state, spec, now + 50, host);
        if (!second.ok || !started.ok) throw new Error('it does not start');
        expect(bytes(second.value)).toBe(bytes(advance(started.value, now + 50, host)));
      }
  });

  it('shares what does not differ', () => {
    const [a, b] = [1, 2].map((n) => launched(n, specOf(n, 'docker.io/library/nginx:1.25', ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'])) as Advance);
    const programs = ({ state }: Advance) => Object.values(state.containers.c!.processes).map((p) => p.memo);
    expect(programs(a!).length).toBeGreaterThan(1);
    programs(a!).forEach((memo, i) => expect(programs(b!)[i]).toBe(memo));
  });
});
