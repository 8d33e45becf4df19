/** curl, as people ask services with it: over HTTP, with the usual options. */
import type { Program } from '../kernel.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';
import { steps } from './control.ts';
import { begin, parseUrl, proceed, redirected, type Fetched, type Fetching } from './fetch.ts';
import { formatRequest, parseReply, statusText, type Reply } from './http.ts';
import { millisecondsOf } from './options.ts';

interface Asked {
  readonly urls: readonly string[];
  readonly method: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly output: string | null;
  readonly format: string;
  readonly timeout: number;
  /** Letters of the short options that are on. */
  readonly flags: string;
}
interface Curl {
  readonly asked: Asked;
  readonly next: number;
  readonly url: string;
  readonly redirects: number;
  readonly fetching: Fetching | null;
  readonly status: number;
}

const LONG: Readonly<Record<string, string>> = {
  silent: 's',
  'show-error': 'S',
  fail: 'f',
  include: 'i',
  head: 'I',
  location: 'L',
  insecure: 'k',
  verbose: 'v',
  request: 'X',
  header: 'H',
  data: 'd',
  'data-raw': 'd',
  output: 'o',
  'write-out': 'w',
  'max-time': 'm',
  'user-agent': 'A',
  'remote-name': 'O',
  'connect-timeout': '1',
  retry: '2',
  'retry-delay': '2',
  'retry-connrefused': '0',
  'no-progress-meter': 's',
  http1: '0',
  ipv4: '4',
};
const TAKES_VALUE = 'XHdowmA12eux';
const NO_VALUE = 'sSfiILkvO04Nn#gGjp';
const MAX_REDIRECTS = 50;

function asked(system: SystemCalls): Asked | number {
  const urls: string[] = [];
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  let [method, body, output, format, timeout, flags]: [string | null, string | null, string | null, string, number, string] = [null, null, null, '', Number.MAX_SAFE_INTEGER, ''];
  const queue = [...system.args];
  const take = (letter: string, value: string): void => {
    if (letter === 'X') method = value;
    else if (letter === 'H' && value.includes(':')) headers[value.slice(0, value.indexOf(':')).trim()] = value.slice(value.indexOf(':') + 1).trim();
    else if (letter === 'd') body = body === null ? value : `${body}&${value}`;
    else if (letter === 'o') output = value;
    else if (letter === 'w') format = value;
    else if (letter === 'm' || letter === '1') timeout = Math.min(timeout, millisecondsOf(value) ?? timeout);
  };
  const refuse = (option: string): number => {
    system.warn(`option ${option}: is unknown`);
    system.write(2, "curl: try 'curl --help' for more information\n");
    return 2;
  };
  while (queue.length > 0) {
    const arg = queue.shift()!;
    if (!arg.startsWith('-') || arg === '-') {
      urls.push(arg);
      continue;
    }
    const long = arg.startsWith('--') ? (Object.hasOwn(LONG, arg.slice(2)) ? LONG[arg.slice(2)] : undefined) : '';
    if (long === undefined) return refuse(arg);
    const letters = long === '' ? arg.slice(1) : long;
    for (let i = 0; i < letters.length; i += 1) {
      const letter = letters[i]!;
      if (TAKES_VALUE.includes(letter)) {
        const value = i + 1 < letters.length ? letters.slice(i + 1) : queue.shift();
        if (value === undefined) {
          system.warn(`option ${arg}: requires parameter`);
          return 2;
        }
        take(letter, value);
        break;
      }
      if (!NO_VALUE.includes(letter)) return refuse(`-${letter}`);
      flags += letter;
    }
  }
  if (urls.length > 0) return { urls, method, headers, body, output, format, timeout, flags };
  system.warn('(2) no URL specified');
  return 2;
}

export const curl: Program = steps<Curl>((system, memo) => {
  let state = memo;
  if (state === undefined) {
    const wanted = asked(system);
    if (typeof wanted === 'number') return { exit: wanted };
    state = { asked: wanted, next: 0, url: wanted.urls[0]!, redirects: 0, fetching: null, status: 0 };
  }
  const { flags, timeout } = state.asked;
  for (;;) {
    const url = parseUrl(state.url);
    const fetched: Fetched =
      url === undefined || url.scheme === 'https'
        ? { state: 'failed', why: 'unreachable', address: '' }
        : state.fetching !== null
          ? proceed(system, state.fetching)
          : begin(system, url, requestOf(state.asked, url.port === 80 ? url.host : `${url.host}:${url.port}`, url.path), timeout);
    if (fetched.state === 'waiting') return { wait: fetched.wait, memo: { ...state, fetching: fetched.fetching } };
    const reply: Reply | undefined = fetched.state === 'done' ? parseReply(fetched.data) : undefined;
    if (reply !== undefined && flags.includes('L') && reply.status >= 300 && reply.status < 400 && reply.headers.location !== undefined && state.redirects < MAX_REDIRECTS) {
      state = { ...state, url: redirected(url!, reply.headers.location), redirects: state.redirects + 1, fetching: null };
      continue;
    }
    const status: number = reply === undefined ? complain(system, state, fetched, timeout) : deliver(system, state.asked, reply, fetched.state === 'done' ? fetched.data : '');
    writeOut(system, state.asked.format, reply);
    const next: number = state.next + 1;
    const following: string | undefined = state.asked.urls[next];
    if (following === undefined) return { exit: status };
    state = { ...state, next, url: following, redirects: 0, fetching: null, status };
  }
});

function requestOf({ method, headers, body, flags }: Asked, host: string, path: string): Bytes {
  const form: Readonly<Record<string, string>> =
    body !== null && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type') ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {};
  const { Host: given, ...others } = headers as Record<string, string>;
  return formatRequest(
    method ?? (flags.includes('I') ? 'HEAD' : body === null ? 'GET' : 'POST'),
    given ?? host,
    path,
    { 'User-Agent': 'curl/8.10.1', Accept: '*/*', ...form, ...others },
    body ?? '',
  );
}

/** Says why there is no reply; the exit code is curl's own for it. */
function complain(system: SystemCalls, { asked: { flags }, url: text }: Curl, fetched: Fetched, timeout: number): number {
  const url = parseUrl(text);
  const [code, why] =
    url === undefined
      ? [3, 'URL rejected: Malformed input to a URL function']
      : url.scheme === 'https'
        ? [35, 'TLS is not modelled']
        : fetched.state !== 'failed'
          ? fetched.state === 'done' && fetched.data !== ''
            ? [1, 'Received HTTP/0.9 when not allowed']
            : [52, 'Empty reply from server']
          : fetched.why === 'unresolved'
            ? [6, `Could not resolve host: ${url.host}`]
            : fetched.why === 'slow' || (fetched.why === 'timeout' && timeout < Number.MAX_SAFE_INTEGER)
              ? [28, `Connection timed out after ${timeout} milliseconds`]
              : fetched.why === 'reset'
                ? [56, 'Recv failure: Connection reset by peer']
                : fetched.why === 'timeout'
                  ? [28, `Failed to connect to ${url.host} port ${url.port}: ${errorText('ETIMEDOUT')}`]
                  : [7, `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`];
  if (!flags.includes('s') || flags.includes('S')) system.warn(`(${code}) ${why}`);
  return code as number;
}

function deliver(system: SystemCalls, { flags, output }: Asked, reply: Reply, raw: Bytes): number {
  if (flags.includes('f') && reply.status >= 400) {
    if (!flags.includes('s') || flags.includes('S')) system.warn(`(22) The requested URL returned error: ${reply.status}`);
    return 22;
  }
  const head = raw.slice(0, raw.length - reply.body.length);
  if (flags.includes('v'))
    system.write(
      2,
      `< HTTP/1.1 ${reply.status} ${statusText(reply.status)}\n${Object.entries(reply.headers)
        .map(([name, value]) => `< ${name}: ${value}\n`)
        .join('')}< \n`,
    );
  const text = flags.includes('I') ? head : (flags.includes('i') ? head : '') + reply.body;
  if (output === null || output === '-') {
    system.print(text);
    return 0;
  }
  const written = system.files.write(output, text);
  if (written.ok) return 0;
  system.warn(`(23) Failure writing output to destination, passed ${text.length} returned 0`);
  return 23;
}

function writeOut(system: SystemCalls, format: string, reply: Reply | undefined): void {
  if (format === '') return;
  const values: Readonly<Record<string, string>> = {
    http_code: String(reply?.status ?? 0).padStart(3, '0'),
    response_code: String(reply?.status ?? 0).padStart(3, '0'),
    size_download: String(reply?.body.length ?? 0),
    time_total: '0.001000',
    content_type: reply?.headers['content-type'] ?? '',
  };
  system.print(
    format
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t')
      .replace(/%\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(values, name) ? values[name]! : all)),
  );
}
