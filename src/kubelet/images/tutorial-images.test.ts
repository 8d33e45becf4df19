import { describe, expect, it } from 'vitest';
import { advance, createSandbox, exec, exitOf, httpGet, listeners, signal, startContainer, textOf } from '../process/sandbox.ts';
import { directoryOf, EMPTY_DIRECTORY } from '../process/tree.ts';
import type { Advance, ContainerSpec, ProcessHost } from '../process/types.ts';
import { tutorialImages } from './index.ts';
import { TUTORIAL_IMAGES } from './tutorial-images.ts';

const NOW = Date.UTC(2026, 10, 22);
const host: ProcessHost = {
  image: (name) => tutorialImages.files(name),
  tree: () => directoryOf({ 'index.html': 'mounted\n', 'default.conf': 'server { listen 8080; root /srv; }\nserver {\n  listen 8081;\n}\n' }),
  resolve: () => ({ ok: false, reason: 'not found' }),
  exchange: () => ({ result: 'refused', after: 0 }),
};

/** Starts a container of an image with its own command, or with another. */
function start(image: string, spec: Partial<ContainerSpec> & { readonly args?: readonly string[] } = {}): Advance {
  const name = tutorialImages.normalize(image);
  const known = name.ok ? tutorialImages.lookup(name.value) : undefined;
  if (known === undefined || !('found' in known)) throw new Error(`no image ${image}`);
  const { found } = known;
  const { args, ...rest } = spec;
  const argv = [...(found.entrypoint ?? []), ...(args ?? found.cmd ?? [])];
  const uid = Number(found.user ?? 0);
  const started = startContainer(
    createSandbox({ hostname: 'box', ip: '10.0.0.1', seed: 1 }),
    {
      name: 'c',
      argv,
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOSTNAME: 'box', ...found.env, ...rest.env },
      cwd: found.workingDir ?? '/',
      user: { uid, gid: 0 },
      image: found.name,
      ...rest,
      ...(rest.env === undefined ? {} : { env: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/bin', ...rest.env } }),
    },
    NOW,
    host,
  );
  if (!started.ok) throw new Error(started.error.message);
  return advance(started.value, NOW + 1000, host);
}

function run({ state }: Advance, ...argv: string[]): string {
  const begun = exec(state, 'c', argv, {}, NOW + 1000, host);
  if (!begun.ok) return begun.error.message;
  return textOf(advance(begun.value.state, NOW + 60_000, host).output, 'c', begun.value.session);
}

const PASSWORDS = { MYSQL_ROOT_PASSWORD: 'x', POSTGRES_PASSWORD: 'x', MARIADB_ROOT_PASSWORD: 'x' };
/** A tag is as good as another: one image of each repository. */
const oneOfEach = [...new Map(TUTORIAL_IMAGES.map((image) => [image.image.slice(0, image.image.lastIndexOf(':')), image])).values()];

describe('the tutorials’ images', () => {
  it.each(oneOfEach.map((image) => [image.image, image] as const))('%s starts, and listens where it says', (name, image) => {
    const { state, output } = start(name, { env: PASSWORDS });
    expect(output.filter(({ text }) => /not found|can't|syntax error/.test(text)).map(({ text }) => text)).toEqual([]);
    const slow = name.includes('slow-start');
    if (image.ports !== undefined && !slow) expect(listeners(state).map(({ port }) => port)).toContain(image.ports[0]);
  });

  it.each([
    ['nginx:1.25', 'QUIT', 0],
    ['httpd:2.4', 'WINCH', 0],
    ['redis:7', 'TERM', 0],
    ['kubetick/app:v1', 'TERM', 0],
    ['kubetick/ignores-sigterm:v1', 'TERM', undefined],
  ] as const)('%s takes SIG%s', (name, which, code) => {
    const told = signal(start(name).state, 'c', 1, which, NOW + 1000, host);
    expect(exitOf([...told.exits, ...advance(told.state, NOW + 3000, host).exits], 'c', 1)?.code).toBe(code);
  });

  it('nginx serves what is mounted, by the configuration that is mounted', () => {
    const mounted = start('nginx', { mounts: [{ path: '/usr/share/nginx/html', from: { tree: 'html' } }] });
    expect(httpGet(mounted.state, { port: 80, path: '/' }, NOW + 1000, host)).toMatchObject({ status: 200, body: 'mounted\n' });
    const configured = start('nginx', { mounts: [{ path: '/etc/nginx/conf.d', from: { tree: 'conf' } }] });
    expect(listeners(configured.state)).toMatchObject([{ port: 8081 }]);
    expect(run(mounted, 'nginx', '-v')).toBe('nginx version: nginx/latest\n');
    expect(run(mounted, 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'localhost/nope')).toBe('404');
  });

  it('databases want their passwords and answer their checks', () => {
    expect(exitOf(start('mysql').exits, 'c', 1)?.code).toBe(1);
    expect(run(start('postgres', { env: PASSWORDS }), 'pg_isready', '-U', 'postgres')).toBe('localhost:5432 - accepting connections\n');
    expect(run(start('mysql:8', { env: PASSWORDS }), 'mysqladmin', 'ping')).toBe('mysqld is alive\n');
    const redis = start('redis', { args: ['redis-server', '--port', '7000'] });
    expect(listeners(redis.state)).toMatchObject([{ port: 7000 }]);
    expect(run(start('redis'), 'sh', '-c', 'redis-cli ping; redis-cli set a 1; redis-cli incr a; redis-cli get a; redis-cli get b')).toBe('PONG\nOK\n2\n2\n(nil)\n');
  });

  it('agnhost does what its word says', () => {
    const { state } = start('registry.k8s.io/e2e-test-images/agnhost:2.40', { args: ['liveness'] });
    expect(httpGet(state, { port: 8080, path: '/healthz' }, NOW + 1000, host)).toMatchObject({ status: 200 });
    expect(httpGet(advance(state, NOW + 11_000, host).state, { port: 8080, path: '/healthz' }, NOW + 11_000, host)).toMatchObject({ status: 404 });
    expect(run(start('registry.k8s.io/e2e-test-images/agnhost:2.40', { args: ['netexec', '--http-port=80'] }), 'wget', '-qO-', 'localhost/hostname')).toBe('box\n');
  });

  it('languages run what tutorials run of them', () => {
    const pi = advance(start('perl:5.34', { args: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] }).state, NOW + 60_000, host);
    expect(textOf(pi.output, 'c', 1)).toMatch(/^3\.14159265358979323846\d{1979}\n$/);
    expect(listeners(start('python:3.12', { args: ['python3', '-m', 'http.server', '9000'] }).state)).toMatchObject([{ port: 9000 }]);
    expect(textOf(start('node:22', { args: ['node', 'server.js'] }).output, 'c', 1)).toBe('node: programs in this language are not modelled\n');
  });

  it('too much memory is taken away', () => {
    expect(exitOf(start('kubetick/memory-hog:v1', { memoryLimit: 100 << 20 }).exits, 'c', 1)).toMatchObject({ code: 137, oomKilled: true });
    expect(exitOf(start('polinux/stress', { args: ['stress', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'], memoryLimit: 200 << 20 }).exits, 'c', 1)).toBeUndefined();
  });

  it('has files for every image', () => {
    for (const { image } of oneOfEach) expect(host.image(image)).not.toBe(EMPTY_DIRECTORY);
  });
});
