/** The formats of strings that are checked (upstream: kube-openapi pkg/validation/strfmt); others are not looked at. */
import { parseDuration } from '../../../base/duration.ts';
import { isDns1123Subdomain } from '../../meta/names.ts';
import { parseTime } from '../../meta/time.ts';
import { parseAddress, parseNetwork } from '../ip.ts';

const uuid = /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/;

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text) || text.startsWith('/');
}

const checks: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  datetime: (text) => parseTime(text).ok || parseTime(text, true).ok,
  duration: (text) => parseDuration(text).ok,
  ipv4: (text) => parseAddress(text)?.family === 'IPv4',
  ipv6: (text) => parseAddress(text)?.family === 'IPv6',
  cidr: (text) => parseNetwork(text) !== undefined,
  mac: (text) => /^[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}$/.test(text),
  uri: isUri,
  email: (text) => /^[^@\s<>]+@[^@\s<>]+$/.test(text),
  hostname: (text) => isDns1123Subdomain(text.toLowerCase()).length === 0,
  uuid: (text) => uuid.test(text),
  byte: (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
};

/** Whether `text` is of `format`, which is written with or without hyphens. */
export function isOfFormat(format: string, text: string): boolean {
  const name = format.replaceAll('-', '');
  return !Object.hasOwn(checks, name) || checks[name]!(text);
}
