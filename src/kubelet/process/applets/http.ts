/** HTTP/1 as httpd and wget speak it: requests and replies as bytes. */
import { formatTime } from './time.ts';
import type { Bytes } from '../types.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes;
}
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes;
}

const STATUS: Readonly<Record<number, string>> = {
  200: 'OK',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};
export const statusText = (status: number): string => STATUS[status] ?? 'Unknown';

const TYPES: Readonly<Record<string, string>> = {
  htm: 'text/html',
  html: 'text/html',
  txt: 'text/plain',
  c: 'text/plain',
  h: 'text/plain',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  xml: 'text/xml',
};
export const typeOf = (path: string): string => TYPES[/\.([a-z]+)$/.exec(path)?.[1] ?? ''] ?? 'application/octet-stream';

function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of text.split(/\r?\n/).slice(1)) {
    const at = line.indexOf(':');
    if (at > 0) headers[line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1).trim();
  }
  return headers;
}

const headEnd = (data: Bytes): { readonly head: number; readonly body: number } | undefined => {
  const [a, b] = [data.indexOf('\r\n\r\n'), data.indexOf('\n\n')];
  return a >= 0 && (b < 0 || a < b) ? { head: a, body: a + 4 } : b >= 0 ? { head: b, body: b + 2 } : undefined;
};

/** `undefined`: there is more to come. `malformed`: never mind. */
export function parseRequest(data: Bytes): Request | 'malformed' | undefined {
  const end = headEnd(data);
  if (end === undefined) return undefined;
  const text = data.slice(0, end.head);
  const match = /^([A-Za-z]+) +(\S+)/.exec(text);
  if (match === null) return 'malformed';
  const headers = headersOf(text);
  const body = data.slice(end.body);
  if (body.length < Number(headers['content-length'] ?? 0)) return undefined;
  return { method: match[1]!.toUpperCase(), path: match[2]!, headers, body };
}

export function parseReply(data: Bytes): Reply | undefined {
  const end = headEnd(data);
  const match = /^HTTP\/\d(?:\.\d)? +(\d{3})/.exec(data.slice(0, 40));
  if (end === undefined || match === null) return undefined;
  return { status: Number(match[1]), headers: headersOf(data.slice(0, end.head)), body: data.slice(end.body) };
}

export const formatRequest = (method: string, host: string, path: string, headers: Readonly<Record<string, string>>, body: Bytes): Bytes =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}${body === '' && method !== 'POST' ? '' : `Content-Length: ${body.length}\r\n`}Connection: close\r\n\r\n${body}`;

export function formatReply(status: number, headers: Readonly<Record<string, string>>, body: Bytes, now: number): Bytes {
  return `HTTP/1.1 ${status} ${statusText(status)}\r\nDate: ${formatTime('%a, %d %b %Y %H:%M:%S GMT', now)}\r\nConnection: close\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;
}

/** busybox httpd's page for a status that is no success. */
export const errorPage = (status: number, text: string): Bytes =>
  `<HTML><HEAD><TITLE>${status} ${statusText(status)}</TITLE></HEAD>\n<BODY><H1>${status} ${statusText(status)}</H1>\n${text}\n</BODY></HTML>\n`;
