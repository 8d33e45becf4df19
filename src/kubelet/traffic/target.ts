/** Whom a source asks, read from what people write: `svc/web`, `pod/web-1:8080`, `node/node-1:30080`, `http://web.default/path`. */
import { err, ok, type Result } from '../../base/result.ts';
import type { Target } from './types.ts';

export interface ReadTarget {
  readonly target: Target;
  /** The path of a URL. */
  readonly path?: string;
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const PORT = /^[a-z0-9][-a-z0-9]{0,62}$/;
const KINDS: Readonly<Record<string, 'service' | 'pod' | 'node'>> = {
  svc: 'service',
  service: 'service',
  services: 'service',
  po: 'pod',
  pod: 'pod',
  pods: 'pod',
  no: 'node',
  node: 'node',
  nodes: 'node',
};

export function readTarget(text: string, namespace: string): Result<ReadTarget, string> {
  if (text.length > 500) return err('the target is too long');
  const url = /^(https?):\/\/([^/?#]*)([/?][^#]*)?/.exec(text);
  if (url) return readUrl(url[1]!, url[2]!, url[3] ?? '/', namespace);
  const slash = text.indexOf('/');
  if (slash < 0) return err(`cannot tell what "${text}" is: write svc/NAME, pod/NAME, node/NAME:PORT or http://HOST[:PORT]/PATH`);
  const kind = Object.hasOwn(KINDS, text.slice(0, slash)) ? KINDS[text.slice(0, slash)]! : undefined;
  const [name = '', port, more] = text.slice(slash + 1).split(':');
  if (kind === undefined) return err(`traffic goes to a service, a pod, a node or a URL, not to "${text.slice(0, slash)}"`);
  if (!NAME.test(name) || more !== undefined) return err(`"${text.slice(slash + 1)}" is no name of a ${kind}`);
  if (port !== undefined && !PORT.test(port)) return err(`"${port}" is no port`);
  if (kind !== 'node') return ok({ target: { kind, namespace, name, ...(port !== undefined && { port }) } });
  const number = portNumber(port ?? '');
  return number === undefined ? err(`which port of ${name}? Write node/${name}:30080`) : ok({ target: { kind: 'host', host: name, port: number, namespace } });
}

function readUrl(scheme: string, authority: string, path: string, namespace: string): Result<ReadTarget, string> {
  const [host = '', port, more] = authority.toLowerCase().split(':');
  if (scheme === 'https') return err('only http is asked: the simulation has no TLS');
  if (!NAME.test(host) || more !== undefined) return err(`"${authority}" is no host`);
  const number = port === undefined ? 80 : portNumber(port);
  if (number === undefined) return err(`"${port}" is no port`);
  return ok({ target: { kind: 'host', host, port: number, namespace }, path: path.startsWith('/') ? path : `/${path}` });
}

function portNumber(text: string): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 65_535 ? number : undefined;
}
