/** httpd, nc, nslookup, ping. */
import type { Program, Step } from '../kernel.ts';
import { joinPath, splitPath } from '../file-system.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';
import { steps } from './control.ts';
import { usage } from './files.ts';
import { errorPage, formatReply, parseRequest, typeOf } from './http.ts';
import { millisecondsOf, options } from './options.ts';

interface Httpd {
  readonly port: number;
  readonly home: string;
  readonly open: readonly { readonly fd: number; readonly data: Bytes }[];
}

export const httpd: Program = steps<Httpd>((system, memo) => {
  let state = memo;
  if (state === undefined) {
    const parsed = options(system, 'c:d:e:h:ir:m:fvp:u:');
    if (parsed === undefined) return { exit: 1 };
    const [coded, encoded] = [parsed.values.get('d'), parsed.values.get('e')];
    if (coded !== undefined || encoded !== undefined) {
      system.print(`${coded === undefined ? encodeURIComponent(encoded!) : decode(coded)}\n`);
      return { exit: 0 };
    }
    const port = Number((parsed.values.get('p') ?? '80').split(':').at(-1));
    const home = parsed.values.get('h');
    const found = home === undefined ? undefined : system.files.find(home);
    if (found !== undefined && (!found.ok || found.value.node?.type !== 'directory')) {
      system.warn(`can't change directory to '${home}': ${errorText(found.ok ? (found.value.node === undefined ? 'ENOENT' : 'ENOTDIR') : found.error)}`);
      return { exit: 1 };
    }
    const bound = system.proc.user.uid !== 0 && port < 1024 ? ({ ok: false, error: 'EACCES' } as const) : system.listen(port);
    if (!bound.ok) {
      system.warn(`bind: ${errorText(bound.error)}`);
      return { exit: 1 };
    }
    state = { port, home: found?.ok ? found.value.path : system.proc.cwd, open: [] };
    if (!parsed.flags.has('f') && !parsed.flags.has('i')) return daemon(system, state);
  }
  let open = [...state.open];
  for (let accepted = system.accept(state.port); accepted !== undefined; accepted = system.accept(state.port)) open.push({ fd: system.addFd(accepted), data: '' });
  open = open.flatMap((connection) => {
    const read = system.read(connection.fd);
    const data = typeof read === 'string' ? connection.data : connection.data + read.data;
    const request = parseRequest(data);
    if (request === undefined && read !== 'end') return data.length > 1 << 20 ? closed(system, connection.fd) : [{ fd: connection.fd, data }];
    if (request !== undefined)
      system.write(
        connection.fd,
        request === 'malformed'
          ? formatReply(400, { 'Content-type': 'text/html' }, errorPage(400, 'Unsupported method'), system.now)
          : serve(system, state!.home, request.method, request.path),
      );
    return closed(system, connection.fd);
  });
  const next: Httpd = { ...state, open };
  const [first] = open;
  return first === undefined ? { wait: { for: 'connection', port: state.port }, memo: next } : { wait: { for: 'read', fd: first.fd }, memo: next };
});

function closed(system: SystemCalls, fd: number): [] {
  system.close(fd);
  return [];
}

/** Goes to the background: a child takes over the port, the caller goes on. */
function daemon(system: SystemCalls, state: Httpd): Step {
  const child = system.fork('httpd', { argv: system.proc.argv, env: system.env, fds: { 0: ['null'], 1: ['null'], 2: ['null'] }, cwd: system.proc.cwd, memo: state });
  const proc = child.ok ? system.container.procs.get(child.value) : undefined;
  if (proc !== undefined) [proc.listens, system.proc.listens] = [[state.port], undefined];
  return { exit: proc === undefined ? 1 : 0 };
}

function decode(path: string): string {
  return path.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** What a static file server answers. */
export function serve(system: SystemCalls, home: string, method: string, target: string): Bytes {
  const refuse = (status: number, text: string): Bytes => formatReply(status, { 'Content-type': 'text/html' }, errorPage(status, text), system.now);
  if (method !== 'GET' && method !== 'HEAD') return refuse(501, 'The requested method is not recognized');
  const path = decode(target.replace(/^https?:\/\/[^/]*/, '').split(/[?#]/)[0] ?? '/');
  const parts = splitPath(path);
  if (!path.startsWith('/') || parts.includes('..')) return refuse(400, 'Unsupported method');
  let file = joinPath([...splitPath(home), ...parts]);
  const node = system.files.stat(file);
  if (node.ok && node.value.type === 'directory') {
    if (!path.endsWith('/')) return formatReply(302, { Location: `${path}/`, 'Content-type': 'text/html' }, errorPage(302, `Moved to <A HREF="${path}/">`), system.now);
    file = `${file.replace(/\/$/, '')}/index.html`;
  }
  const data = system.files.read(file);
  if (!data.ok) return data.error === 'EACCES' ? refuse(403, 'Forbidden') : refuse(404, 'The requested URL was not found');
  return formatReply(200, { 'Content-type': typeOf(file), 'Accept-Ranges': 'bytes', 'Content-Length': String(data.value.length) }, method === 'HEAD' ? '' : data.value, system.now);
}

interface Netcat {
  readonly port: number;
  readonly keeps: boolean;
  readonly program: readonly string[] | null;
  readonly fd: number | null;
  readonly sent: boolean;
  readonly pid: number | null;
  readonly remote?: { readonly result: string; readonly reply: Bytes };
  readonly data: Bytes;
}

export const nc: Program = steps<Netcat>((system, memo) => {
  const at = system.args.indexOf('-e');
  const parsed = options(
    system,
    'lp:w:i:f:o:vzknuqs:',
    {},
    (at < 0 ? system.args : system.args.slice(0, at)).map((arg) => (arg === '-ll' || arg === '-lk' ? '-lk' : arg)),
  );
  if (parsed === undefined) return { exit: 1 };
  const { flags } = parsed;
  if (flags.has('l')) return listenWith(system, memo, Number(parsed.values.get('p') ?? parsed.rest.at(-1) ?? 0), flags.has('k'), at < 0 ? null : system.args.slice(at + 1));
  const [host, portText] = parsed.rest;
  const port = Number(portText);
  if (host === undefined || !Number.isInteger(port)) return { exit: usage(system, 'nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen') };
  const timeout = millisecondsOf(parsed.values.get('w') ?? '');
  const found = system.resolve(host);
  if (!found.ok) {
    system.warn(`bad address '${host}'`);
    return { exit: 1 };
  }
  const ip = found.addresses[0]!;
  const refuse = (why: string): Step => {
    if (!flags.has('z') || flags.has('v')) system.warn(system.gnu ? `connect to ${host} port ${port} (tcp) failed: ${why}` : `can't connect to remote host (${ip}): ${why}`);
    return { exit: 1 };
  };
  if (memo?.remote !== undefined) {
    const { result, reply } = memo.remote;
    if (result !== 'reply') return refuse(errorText(result === 'refused' ? 'ECONNREFUSED' : result === 'timeout' ? 'ETIMEDOUT' : 'EHOSTUNREACH'));
    if (flags.has('v')) system.write(2, `${host} (${ip}:${port}) open\n`);
    system.print(reply);
    return { exit: 0 };
  }
  let state: Netcat = memo ?? { port, keeps: false, program: null, fd: null, sent: false, pid: null, data: '' };
  if (!system.isLocal(ip)) {
    // One exchange: all of standard input goes first.
    while (!flags.has('z')) {
      const read = system.read(0);
      if (read === 'blocked') return { wait: { for: 'read', fd: 0 }, memo: state };
      if (read === 'end') break;
      state = { ...state, data: state.data + read.data };
    }
    const exchange = system.exchange(ip, port, flags.has('z') ? undefined : state.data);
    const late = timeout !== undefined && exchange.after > timeout;
    return {
      wait: { for: 'time', until: system.now + Math.min(exchange.after, timeout ?? exchange.after) },
      memo: { ...state, remote: { result: late ? 'timeout' : exchange.result, reply: exchange.result === 'reply' ? exchange.reply : '' } },
    };
  }
  if (state.fd === null) {
    const connected = system.connect(port);
    if (!connected.ok) return refuse(errorText(connected.error));
    if (flags.has('v')) system.write(2, `${host} (${ip}:${port}) open\n`);
    if (flags.has('z')) return { exit: 0 };
    state = { ...state, fd: system.addFd(connected.value) };
  }
  return relay(system, state, state.fd!);
});

/** Copies standard input to a connection and what comes back to standard output, until the other side closes. */
function relay(system: SystemCalls, before: Netcat, fd: number): Step {
  let state = before;
  while (!state.sent) {
    const read = system.read(0);
    if (read === 'blocked') break;
    if (read === 'end') {
      system.shutDown(fd);
      state = { ...state, sent: true };
    } else system.write(fd, read.data);
  }
  for (;;) {
    const read = system.read(fd);
    if (read === 'end') return { exit: 0 };
    if (read === 'blocked') return { wait: state.sent ? { for: 'read', fd } : { for: 'time', until: system.now + 100 }, memo: state };
    system.print(read.data);
  }
}

function listenWith(system: SystemCalls, memo: Netcat | undefined, port: number, keeps: boolean, program: readonly string[] | null): Step {
  let state = memo;
  if (state === undefined) {
    const bound = system.listen(port);
    if (!bound.ok) {
      system.warn(`bind: ${errorText(bound.error)}`);
      return { exit: 1 };
    }
    state = { port, keeps, program, fd: null, sent: false, pid: null, data: '' };
  }
  if (state.fd !== null) return relay(system, state, state.fd);
  for (const pid of Object.keys(system.proc.ended ?? {})) system.reap(Number(pid));
  for (let accepted = system.accept(port); accepted !== undefined; accepted = system.accept(port)) {
    if (state.program === null) {
      const fd = system.addFd(accepted);
      if (!state.keeps) system.stopListening(port);
      return relay(system, { ...state, fd }, fd);
    }
    if (!state.keeps) {
      system.stopListening(port);
      system.setFd(0, accepted);
      system.setFd(1, accepted);
      const done = system.exec(state.program);
      if (done.ok) return { again: true };
      system.warn(`can't execute '${state.program[0]}': ${errorText('ENOENT')}`);
      return { exit: 127 };
    }
    const child = system.spawn(state.program, { fds: { 0: accepted, 1: accepted, 2: ['null'] } });
    if (!child.ok) system.warn(`can't execute '${state.program[0]}': ${errorText('ENOENT')}`);
  }
  return { wait: { for: 'connection', port }, memo: state };
}

/** Upstream: busybox `networking/nslookup.c` (the large one): a name without a dot is asked for under each domain of the search list, for both kinds of address. */
export const nslookup: Program = steps((system) => {
  const [name, given] = system.args.filter((arg) => !arg.startsWith('-'));
  const types = system.args.flatMap((arg) => /^-(?:type|querytype|q)=(\w+)$/i.exec(arg)?.[1]?.toUpperCase() ?? []);
  if (name === undefined) return { exit: usage(system, 'nslookup [-type=QUERY_TYPE] HOST [DNS_SERVER]') };
  const config = system.files.read('/etc/resolv.conf');
  const text = config.ok ? config.value : '';
  const server = given ?? /^nameserver\s+(\S+)/m.exec(text)?.[1] ?? '127.0.0.1';
  const { host } = system.kernel;
  const head = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) {
    const pointer = `${name.split('.').reverse().join('.')}.in-addr.arpa`;
    const found = host.reverse?.(name);
    if (found === undefined && isSilent(system, name)) return timedOut(system);
    system.print(head + (found === undefined ? `** server can't find ${pointer}: NXDOMAIN\n\n` : `${pointer}\tname = ${found}\n\n`));
    return { exit: found === undefined ? 1 : 0 };
  }
  const search = given === undefined ? (/^search\s+(.*)$/m.exec(text)?.[1]?.split(/\s+/) ?? []) : [];
  const candidates = name.includes('.') || search.length === 0 ? [name] : search.map((domain) => `${name}.${domain}`);
  const asked = candidates.map((candidate) => ({ candidate: candidate.replace(/\.$/, ''), found: host.resolve(candidate.endsWith('.') ? candidate : `${candidate}.`) }));
  if (asked.some(({ found }) => !found.ok && found.reason === 'timeout')) return timedOut(system);
  let out = head;
  for (const type of types.length > 0 ? types : ['A', 'AAAA']) {
    for (const { candidate, found } of asked) {
      if (!found.ok) {
        out += `** server can't find ${candidate}: NXDOMAIN\n\n`;
        continue;
      }
      if (found.canonical !== undefined) out += `${candidate}\tcanonical name = ${found.canonical}\n`;
      if (type === 'A') for (const address of found.addresses) out += `Name:\t${found.canonical ?? candidate}\nAddress: ${address}\n`;
      out += '\n';
    }
  }
  system.print(out);
  return { exit: asked.every(({ found }) => found.ok) ? 0 : 1 };
});

function timedOut(system: SystemCalls): Step {
  system.print(`;; connection timed out; no servers could be reached\n\n`);
  return { exit: 1 };
}

/** Whether the name server answers nobody. */
function isSilent(system: SystemCalls, name: string): boolean {
  const found = system.kernel.host.resolve(`${name}.in-addr.arpa.`);
  return !found.ok && found.reason === 'timeout';
}

interface Ping {
  readonly sent: number;
  readonly got: number;
  readonly address: string;
}
export const ping: Program = steps<Ping>((system, memo) => {
  const parsed = options(system, '46c:s:i:qW:w:t:I:An');
  if (parsed === undefined) return { exit: 1 };
  const [host] = parsed.rest;
  if (host === undefined) return { exit: usage(system, 'ping [OPTIONS] HOST') };
  const count = Number(parsed.values.get('c') ?? Number.MAX_SAFE_INTEGER);
  let state = memo;
  if (state === undefined) {
    const found = system.resolve(host);
    if (!found.ok) {
      system.warn(`bad address '${host}'`);
      return { exit: 1 };
    }
    state = { sent: 0, got: 0, address: found.addresses[0]! };
    system.print(`PING ${host} (${state.address}): 56 data bytes\n`);
  }
  if (state.sent >= count) {
    system.print(
      `\n--- ${host} ping statistics ---\n${state.sent} packets transmitted, ${state.got} packets received, ${Math.round((1 - state.got / state.sent) * 100)}% packet loss\n`,
    );
    if (state.got > 0) system.print('round-trip min/avg/max = 0.050/0.050/0.050 ms\n');
    return { exit: state.got > 0 ? 0 : 1 };
  }
  // An address answers where a connection to it is at least refused.
  const alive = system.isLocal(state.address) || ['refused', 'reply'].includes(system.exchange(state.address, 7, undefined).result);
  if (alive) system.print(`64 bytes from ${state.address}: seq=${state.sent} ttl=64 time=0.050 ms\n`);
  const next = { ...state, sent: state.sent + 1, got: state.got + (alive ? 1 : 0) };
  const last = next.sent >= count;
  return { wait: { for: 'time', until: system.now + (last ? (alive ? 0 : 10_000) : (millisecondsOf(parsed.values.get('i') ?? '1') ?? 1000)) }, memo: next };
});
