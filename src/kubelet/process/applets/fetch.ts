/** One request to a server and its reply, over steps: what wget and curl have in common. */
import type { Wait } from '../types.ts';
import type { SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';

export interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export function parseUrl(text: string): Url | undefined {
  const match = /^(?:([a-z]+):\/\/)?(?:[^/@]*@)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([/?#].*)?$/i.exec(text);
  if (match === null) return undefined;
  const scheme = (match[1] ?? 'http').toLowerCase();
  const path = (match[4] ?? '/').replace(/#.*$/, '');
  return { scheme, host: match[2]!, port: Number(match[3] ?? (scheme === 'https' ? 443 : 80)), path: path.startsWith('/') ? path : `/${path}` };
}

/** Where a `Location` leads, seen from a URL. */
export const redirected = (from: Url, location: string): string =>
  /^[a-z]+:/i.test(location) ? location : `http://${from.host}:${from.port}${location.startsWith('/') ? '' : '/'}${location}`;

export interface Fetching {
  readonly address: string;
  readonly until: number;
  /** A connection within the sandbox, and what has come through it. */
  readonly fd: number | null;
  readonly data: Bytes;
  /** What a server outside answered; it counts when its time has come. */
  readonly remote: { readonly result: 'reply' | 'refused' | 'unreachable' | 'timeout' | 'reset'; readonly reply: Bytes } | null;
}
export type Fetched =
  | { readonly state: 'waiting'; readonly wait: Wait; readonly fetching: Fetching }
  | { readonly state: 'done'; readonly data: Bytes; readonly address: string }
  | { readonly state: 'failed'; readonly why: 'unresolved' | 'refused' | 'unreachable' | 'timeout' | 'slow' | 'reset'; readonly address: string };

/** Resolves, connects and sends. `timeout` in milliseconds. */
export function begin(system: SystemCalls, url: Url, request: Bytes, timeout: number, connected: (address: string) => void = () => {}): Fetched {
  const found = system.resolve(url.host.replace(/^\[|\]$/g, ''));
  if (!found.ok) return { state: 'failed', why: 'unresolved', address: url.host };
  const address = found.addresses[0]!;
  connected(address);
  const base: Fetching = { address, until: system.now + timeout, fd: null, data: '', remote: null };
  if (system.isLocal(address)) {
    const connection = system.connect(url.port);
    if (!connection.ok) return { state: 'failed', why: 'refused', address };
    const fd = system.addFd(connection.value);
    system.write(fd, request);
    return proceed(system, { ...base, fd });
  }
  const exchange = system.exchange(address, url.port, request);
  const late = exchange.result === 'timeout' || exchange.after > timeout;
  const remote = { result: late ? 'timeout' : exchange.result, reply: exchange.result === 'reply' ? exchange.reply : '' } as const;
  return { state: 'waiting', wait: { for: 'time', until: system.now + (late ? timeout : exchange.after) }, fetching: { ...base, remote } };
}

/** Goes on with what was begun. */
export function proceed(system: SystemCalls, fetching: Fetching): Fetched {
  const { address, remote, fd } = fetching;
  if (remote !== null) return remote.result === 'reply' ? { state: 'done', data: remote.reply, address } : { state: 'failed', why: remote.result, address };
  let { data } = fetching;
  for (;;) {
    const read = system.read(fd!);
    if (read === 'end') break;
    if (read === 'blocked') {
      if (system.now >= fetching.until) return { state: 'failed', why: 'slow', address };
      return { state: 'waiting', wait: { for: 'read', fd: fd!, until: fetching.until }, fetching: { ...fetching, data } };
    }
    data += read.data;
  }
  system.close(fd!);
  return { state: 'done', data, address };
}
