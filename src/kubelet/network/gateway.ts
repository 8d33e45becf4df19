/** Servers in pods whose answers are made by other pods: an ingress controller. Which request goes where is the gateway's; how it gets there is the network's. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Context } from '../../engine/component.ts';
import { parseRequest, type Request } from '../process/applets/http.ts';
import type { Bytes, Exchange } from '../process/types.ts';

export interface Gateway {
  /** Whether this is what listens at the pod's port. */
  readonly listensAt: (pod: Pod, port: number) => boolean;
  readonly route: (context: Context, request: Request) => GatewayRoute;
}

export type GatewayRoute =
  /** To another pod, with the path as that is to see it. */
  | { readonly address: string; readonly port: number; readonly path: string }
  /** Its own answer. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

const TEXT: Readonly<Record<number, string>> = {
  308: 'Permanent Redirect',
  400: 'Bad Request',
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
/** Milliseconds after which a backend that does not answer is given up (nginx: proxy_connect_timeout). */
const CONNECT_TIMEOUT = 5000;

function ownAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Bytes {
  const title = `${status} ${TEXT[status] ?? 'Unknown'}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  const lines = { 'Content-Type': 'text/html', 'Content-Length': String(body.length), ...headers };
  return `HTTP/1.1 ${title}\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}Connection: close\r\n\r\n${body}`;
}

/** Answers for the gateway; `forward` asks another pod. */
export function gatewayExchange(gateway: Gateway, context: Context, data: Bytes, forward: (address: string, port: number, data: Bytes) => Exchange): Exchange {
  const answered = (status: number, after = 1, headers?: Readonly<Record<string, string>>): Exchange => ({ result: 'reply', after, reply: ownAnswer(status, headers) });
  const request = parseRequest(data);
  if (request === undefined || request === 'malformed') return answered(400);
  const route = gateway.route(context, request);
  if ('status' in route) return answered(route.status, 1, route.headers);
  // The first line names the path; all else goes on as it came.
  const end = data.indexOf('\n');
  const line = data.slice(0, end).replace(/^(\S+ +)(\S+)/, (_, method: string) => method + route.path);
  const reply = forward(route.address, route.port, line + data.slice(end));
  if (reply.result === 'reply') return { ...reply, after: reply.after + 1 };
  return reply.result === 'timeout' ? answered(504, CONNECT_TIMEOUT) : answered(502);
}
