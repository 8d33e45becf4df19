/** For tests: a container in which commands are run. */
import { BUSYBOX_FILES } from '../busybox-files.ts';
import { advance, createSandbox, exec, nextWake, startContainer } from '../sandbox.ts';
import { directoryOf, EMPTY_DIRECTORY, put } from '../tree.ts';
import type { ContainerSpec, Output, ProcessHost, SandboxState, SessionExit } from '../types.ts';

export const START = Date.UTC(2026, 10, 22, 5, 0, 0);
export const ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOSTNAME: 'box' };

export const host: ProcessHost = {
  image: () =>
    put(put(BUSYBOX_FILES, 'www/index.html', { type: 'file', data: '<h1>Welcome</h1>\n' }), 'usr/local/bin/app', { type: 'file', data: '#!/bin/sh\necho "app $1"\n', mode: 0o755 }),
  tree: (key) => (key === 'config' ? directoryOf({ 'my.conf': 'a=1\n' }) : EMPTY_DIRECTORY),
  resolve: (name) => (name === 'web' ? { ok: true, addresses: ['10.0.0.9'] } : { ok: false, reason: 'not found' }),
  exchange: (address) => (address === '10.0.0.9' ? { result: 'reply', after: 3, reply: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi\n' } : { result: 'refused', after: 1 }),
};

export const sandbox = (seed = 1): SandboxState => createSandbox({ hostname: 'box', ip: '10.0.0.1', seed, volumes: { shared: EMPTY_DIRECTORY } });

export function started(argv: readonly string[], spec: Partial<ContainerSpec> = {}, state = sandbox()): SandboxState {
  const result = startContainer(state, { name: 'main', argv, env: ENV, cwd: '/', user: { uid: 0, gid: 0 }, image: 'busybox', ...spec }, START, host);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | undefined;
  /** Milliseconds of virtual time. */
  readonly took: number;
  readonly state: SandboxState;
}

/** Runs a script beside a container that sleeps, until it ends or `limit` milliseconds have passed. `between` sees the state at each stop. */
export function runScript(
  script: string,
  { limit = 100_000, between = (state: SandboxState) => state }: { readonly limit?: number; readonly between?: (state: SandboxState) => SandboxState } = {},
): Ran {
  const begun = exec(started(['sleep', 'infinity'], { cwd: '/tmp' }), 'main', ['sh', '-c', script], {}, START, host);
  if (!begun.ok) throw new Error(begun.error.message);
  const { session } = begun.value;
  let { state } = begun.value;
  const output: Output[] = [];
  const exits: SessionExit[] = [];
  for (let now = START; ;) {
    const result = advance(state, now, host);
    state = between(result.state);
    output.push(...result.output);
    exits.push(...result.exits);
    const exit = exits.find((candidate) => candidate.session === session);
    const wake = nextWake(state, now, host);
    if (exit !== undefined || wake === undefined || wake > START + limit) {
      const text = (stream: string): string =>
        output
          .filter((chunk) => chunk.session === session && chunk.stream === stream)
          .map((chunk) => chunk.text)
          .join('');
      return { stdout: text('stdout'), stderr: text('stderr'), code: exit?.code, took: now - START, state };
    }
    now = wake;
  }
}
