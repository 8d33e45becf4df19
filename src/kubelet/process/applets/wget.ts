/** wget. */
import type { Program, Step } from '../kernel.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';
import { steps } from './control.ts';
import { begin, parseUrl, proceed, redirected, type Fetched, type Fetching } from './fetch.ts';
import { usage } from './files.ts';
import { formatRequest, parseReply, statusText } from './http.ts';
import { millisecondsOf, options } from './options.ts';

interface Wget {
  readonly url: string;
  readonly redirects: number;
  readonly fetching: Fetching;
}

const MAX_REDIRECTS = 5;
const TIMEOUT = 900_000;

export const wget: Program = steps<Wget>((system, memo) => {
  const parsed = options(system, 'qSO:T:P:U:Yct:no:', {
    quiet: 'q',
    'server-response': 'S',
    spider: 'n',
    'output-document': 'O',
    timeout: 'T',
    tries: 't',
    'post-data': 'o',
    header: 'U',
    'no-check-certificate': 'c',
  });
  if (parsed === undefined) return { exit: 1 };
  const [target] = parsed.rest;
  if (target === undefined) return { exit: usage(system, 'wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [-T SEC] URL...') };
  const quiet = parsed.flags.has('q');
  const timeout = millisecondsOf(parsed.values.get('T') ?? '') ?? TIMEOUT;
  const body = parsed.values.get('o');
  const fail = (text: string): Step => {
    system.warn(text);
    return { exit: 1 };
  };
  let url = memo?.url ?? target;
  let redirects = memo?.redirects ?? 0;
  let fetched: Fetched | undefined = memo === undefined ? undefined : proceed(system, memo.fetching);
  for (;;) {
    const place = parseUrl(url);
    if (place === undefined || (place.scheme !== 'http' && place.scheme !== 'https')) return fail(`not an http or ftp url: ${url}`);
    if (place.scheme === 'https') return fail('note: TLS is not modelled');
    if (fetched === undefined) {
      const shown = `${place.host}${place.port === 80 ? '' : `:${place.port}`}`;
      const request = formatRequest(
        body === undefined ? (parsed.flags.has('n') ? 'HEAD' : 'GET') : 'POST',
        shown,
        place.path,
        { 'User-Agent': 'Wget', ...headersOf(parsed.all) },
        body ?? '',
      );
      fetched = begin(system, place, request, timeout, (address) => {
        if (!quiet) system.write(2, `Connecting to ${shown} (${address}:${place.port})\n`);
      });
    }
    if (fetched.state === 'waiting') return { wait: fetched.wait, memo: { url, redirects, fetching: fetched.fetching } };
    if (fetched.state === 'failed') return fail(reasonOf(fetched, parsed.values.has('T')));
    const { data } = fetched;
    const reply = parseReply(data);
    if (reply === undefined) return fail(data === '' ? 'error getting response' : `bad header line: ${data.split('\n')[0]}`);
    if (parsed.flags.has('S')) system.write(2, `  ${data.slice(0, data.indexOf('\r\n\r\n')).replaceAll('\r\n', '\n  ')}\n`);
    if (reply.status >= 300 && reply.status < 400 && reply.headers.location !== undefined) {
      if (redirects >= MAX_REDIRECTS) return fail('too many redirections');
      url = redirected(place, reply.headers.location);
      redirects += 1;
      fetched = undefined;
      continue;
    }
    if (reply.status >= 300 || reply.status < 200) return fail(`server returned error: HTTP/1.1 ${reply.status} ${statusText(reply.status)}`);
    if (parsed.flags.has('n')) {
      if (!quiet) system.write(2, 'remote file exists\n');
      return { exit: 0 };
    }
    return save(system, parsed.values.get('O') ?? (place.path.split('?')[0]!.split('/').at(-1) || 'index.html'), reply.body, quiet);
  }
});

function reasonOf({ why, address }: Fetched & { state: 'failed' }, limited: boolean): string {
  switch (why) {
    case 'unresolved':
      return `bad address '${address}'`;
    case 'slow':
      return 'download timed out';
    case 'timeout':
      return limited ? 'download timed out' : `can't connect to remote host (${address}): ${errorText('ETIMEDOUT')}`;
    default:
      return `can't connect to remote host (${address}): ${errorText(why === 'refused' ? 'ECONNREFUSED' : why === 'reset' ? 'ECONNRESET' : 'EHOSTUNREACH')}`;
  }
}

const headersOf = (all: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(
    all
      .filter(([option, value]) => option === 'U' && value.includes(':'))
      .map(([, value]) => [value.slice(0, value.indexOf(':')).trim(), value.slice(value.indexOf(':') + 1).trim()]),
  );

function save(system: SystemCalls, file: string, body: Bytes, quiet: boolean): Step {
  if (!quiet) system.write(2, file === '-' ? 'writing to stdout\n' : `saving to '${file}'\n`);
  if (file === '-') system.print(body);
  else {
    const opened = system.open(file, 'write');
    if (!opened.ok) {
      system.warn(`can't open '${file}': ${errorText(opened.error)}`);
      return { exit: 1 };
    }
    system.write(system.addFd(opened.value), body);
  }
  if (!quiet)
    system.write(2, `${file.padEnd(20)} 100% |${'*'.repeat(32)}| ${String(body.length).padStart(5)}  0:00:00 ETA\n${file === '-' ? 'written to stdout' : `'${file}' saved`}\n`);
  return { exit: 0 };
}
