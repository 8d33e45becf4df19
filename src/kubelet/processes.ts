/** Interim: stands in for process/sandbox.ts until that is there. Knows `echo`, `sleep`, `exit`, `trap` and `httpd` by their looks. */
import { err, ok, type Result } from '../base/result.ts';
import { EMPTY_DIRECTORY } from './process/tree.ts';
import type { Advance, Bytes, ContainerSpec, ContainerState, DirectoryNode, Exchange, HttpAnswer, Listener, ProcessHost, SandboxState, Session, Signal, StartError } from './process/types.ts';

interface Memo { readonly says: string; readonly endsAt?: number; readonly code: number; readonly traps: boolean; readonly ports: readonly number[]; readonly ends?: { readonly at: number; readonly code: number } }

export const createSandbox = ({ hostname, ip = '', seed, volumes = {} }: { hostname: string; ip?: string; seed: number; volumes?: Record<string, DirectoryNode> }): SandboxState =>
  ({ hostname, ip, volumes, containers: {}, connections: {}, nextConnection: 1, random: seed });

function read(argv: readonly string[], now: number): Memo {
  const script = argv.join(' ');
  const says = [...script.matchAll(/echo "([^"]*)"/g)].map((m) => `${m[1]}\n`).join('');
  const ports = [...script.matchAll(/httpd[^;&]*-p (\d+)/g), ...script.matchAll(/nc -ll -p (\d+)/g)].map((m) => Number(m[1]));
  const sleep = /sleep (\d+)/.exec(script);
  const waits = /\bwait\b|while/.test(script);
  const exit = /exit (\d+)\s*$/.exec(script);
  const traps = /trap "?exit 0"? TERM/.test(script);
  if (waits || ports.length > 0) return { says, code: 0, traps, ports };
  return { says, code: Number(exit?.[1] ?? 0), traps, ports, endsAt: now + (sleep ? Number(sleep[1]) * 1000 : 1) };
}

export function startContainer(state: SandboxState, spec: ContainerSpec, now: number, _host: ProcessHost): Result<SandboxState, StartError> {
  const memo = read(spec.argv, now);
  const container: ContainerState = {
    name: spec.name, image: spec.image, startedAt: now, written: EMPTY_DIRECTORY, env: spec.env, cwd: spec.cwd, user: spec.user, nextPid: 2, nextId: 1, nextSession: 2, openFiles: {}, pipes: {},
    processes: { 1: { pid: 1, ppid: 0, session: 1, argv: spec.argv, env: {}, cwd: '/', user: spec.user, startedAt: now, fds: {}, applet: 'interim', memo } },
  };
  return ok({ ...state, containers: { ...state.containers, [spec.name]: container } });
}

const memoOf = (container: ContainerState) => container.processes[1]?.memo as Memo | undefined;
const withMemo = (state: SandboxState, name: string, memo: Memo | undefined): SandboxState => {
  const container = state.containers[name]!;
  return { ...state, containers: { ...state.containers, [name]: { ...container, processes: memo ? { 1: { ...container.processes[1]!, memo } } : {} } } };
};

export function exec(state: SandboxState, _container: string, argv: readonly string[], _options: object, _now: number, _host: ProcessHost): Result<{ state: SandboxState; session: Session }, StartError> {
  return argv.length > 0 && state ? err({ message: 'exec is not there yet', exitCode: 126, reason: 'StartError' }) : err({ message: '', exitCode: 1, reason: 'StartError' });
}

export function advance(state: SandboxState, now: number, _host: ProcessHost): Advance {
  let next = state;
  const output: Advance['output'][number][] = [];
  const exits: Advance['exits'][number][] = [];
  for (const [name, container] of Object.entries(state.containers)) {
    const memo = memoOf(container);
    if (!memo) continue;
    if (memo.says !== '') { output.push({ at: now, container: name, session: 1, stream: 'stdout', text: memo.says }); next = withMemo(next, name, { ...memo, says: '' }); }
    const end = memo.ends ?? (memo.endsAt === undefined ? undefined : { at: memo.endsAt, code: memo.code });
    if (end && end.at <= now) { exits.push({ container: name, session: 1, code: end.code, at: end.at }); next = withMemo(next, name, undefined); }
  }
  return { state: next, output, exits };
}

export function nextWake(state: SandboxState): number | undefined {
  let first: number | undefined;
  for (const container of Object.values(state.containers)) {
    const memo = memoOf(container);
    const at = memo?.ends?.at ?? memo?.endsAt;
    if (at !== undefined && (first === undefined || at < first)) first = at;
  }
  return first;
}

export function signal(state: SandboxState, container: string, _session: Session, name: Signal, now: number): SandboxState {
  const memo = memoOf(state.containers[container]!);
  if (!memo) return state;
  if (name === 'KILL') return withMemo(state, container, { ...memo, ends: { at: now, code: 137 } });
  return memo.traps ? withMemo(state, container, { ...memo, ends: { at: now, code: 0 } }) : state;
}

export const writeStdin = (state: SandboxState, _container: string, _session: Session, _text: string, _end: boolean): SandboxState => state;
export const listeners = (state: SandboxState): Listener[] => Object.values(state.containers).flatMap((c) => (memoOf(c)?.ports ?? []).map((port) => ({ container: c.name, pid: 1, port })));

export function httpGet(state: SandboxState, request: { port: number; path: string; host?: string; headers?: Record<string, string> }, _now: number, _host: ProcessHost): HttpAnswer {
  if (!listeners(state).some((l) => l.port === request.port)) return { result: 'refused', state, output: [], exits: [] };
  return { result: 'answer', status: request.path === '/' || request.path === '/index.html' ? 200 : 404, headers: {}, body: '', state, output: [], exits: [] };
}

export const connect = (state: SandboxState, port: number, _data: Bytes | undefined, _now: number, _host: ProcessHost): { state: SandboxState; exchange: Exchange } =>
  ({ state, exchange: listeners(state).some((l) => l.port === port) ? { result: 'reply', after: 0, reply: '' } : { result: 'refused', after: 0 } });
