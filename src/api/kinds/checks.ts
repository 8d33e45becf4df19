/** Small checks that the kinds' validations share (upstream: pkg/apis/core/validation/validation.go). */
import { byteLength } from '../../base/go-format.ts';
import { invalid, notSupported, required, type FieldError } from '../meta/field-error.ts';
import { isDns1123Label, isDns1123Subdomain, isPathSegmentName, isQualifiedName, isValidPortName, isValidPortNumber, regexError } from '../meta/names.ts';
import { compareQuantities, formatQuantity, quantity, ZERO } from '../meta/quantity.ts';

/** One error for each message. */
export const each = (path: string, value: unknown, messages: readonly string[]): FieldError[] => messages.map((message) => invalid(path, value, message));

export const dnsLabel = (path: string, value: string): FieldError[] => each(path, value, isDns1123Label(value));
export const dnsSubdomain = (path: string, value: string): FieldError[] => each(path, value, isDns1123Subdomain(value));
export const qualifiedName = (path: string, value: string): FieldError[] => each(path, value, isQualifiedName(value));
/** The same rule under the name that selectors and taints use for it. Upstream: ValidateLabelName. */
export const labelName = qualifiedName;

/** One of the known words, where there is one at all. */
export const oneOf = (path: string, value: string | undefined, known: readonly string[]): FieldError[] =>
  value === undefined || known.includes(value) ? [] : [notSupported(path, value, known)];
/** One of the known words. */
export const requiredOneOf = (path: string, value: string | undefined, known: readonly string[]): FieldError[] => (value ? oneOf(path, value, known) : [required(path)]);

export const positive = (path: string, value: number): FieldError[] => (value <= 0 ? [invalid(path, value, 'must be greater than zero')] : []);

export const portNumberOrName = (path: string, port: number | string): FieldError[] => each(path, port, typeof port === 'number' ? isValidPortNumber(port) : isValidPortName(port));

export const nonnegativeQuantity = (path: string, text: string): FieldError[] =>
  compareQuantities(quantity(text), ZERO) < 0 ? [invalid(path, formatQuantity(quantity(text)), 'must be greater than or equal to 0')] : [];

export const requiredText = (path: string, value: string | undefined): FieldError[] => (value ? [] : [required(path)]);

/** `mode` of files: 0 to 0777. */
export const fileMode = (path: string, mode: number | undefined): FieldError[] =>
  mode !== undefined && (mode > 0o777 || mode < 0) ? [invalid(path, mode, 'must be a number between 0 and 0777 (octal), both inclusive')] : [];

export const noBacksteps = (path: string, value: string): FieldError[] => (value.split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : []);

export const descendingPath = (path: string, value: string): FieldError[] => [
  ...(value.startsWith('/') ? [invalid(path, value, 'must be a relative path')] : []),
  ...noBacksteps(path, value),
];

export const localPath = (path: string, value: string): FieldError[] => [
  ...descendingPath(path, value),
  ...(value.startsWith('..') && !value.startsWith('../') ? [invalid(path, value, "must not start with '..'")] : []),
];

export const isLongerThan = (text: string, bytes: number): boolean => byteLength(text) > bytes;

const pathForm = String.raw`[A-Za-z0-9/\-._~%!$&'()*+,;=:]+`;
const pathPattern = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;

/** `acme.io/foo`. Upstream: apimachinery `validation.IsDomainPrefixedPath`. */
export function domainPath(path: string, value: string): FieldError[] {
  if (value === '') return [required(path)];
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1) return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const [host, rest] = [value.slice(0, slash), value.slice(slash + 1)];
  return [...dnsSubdomain(path, host), ...(pathPattern.test(rest) ? [] : [invalid(path, rest, regexError('Invalid path', pathForm))])];
}

/** A name that must be given and may stand in a URL's path. */
export const pathSegment = (path: string, value: string | undefined, missing = ''): FieldError[] =>
  value ? each(path, value, isPathSegmentName(value)) : [required(path, missing)];
