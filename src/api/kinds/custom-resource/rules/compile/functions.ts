/** Functions and operators with what they take and give (upstream: cel-go checker/decls, common/stdlib, ext; apiserver pkg/cel/library). */
import { plain, type Type } from './types.ts';

export interface Overload {
  readonly member: boolean;
  /** The one that it is called on first. */
  readonly takes: readonly Type[];
  readonly gives: Type;
  /** Those among the types that stand for any. */
  readonly variables: readonly string[];
}

const NUMBERS = ['int', 'uint', 'double'];
const COMPARED = ['bool', 'string', 'bytes', 'timestamp', 'duration'];
const K = 'kubernetes.';
const AUTHZ = 'kubernetes.authorization.';

const orders = ['_<_', '_<=_', '_>_', '_>=_'].flatMap((name) => [
  ...COMPARED.map((type) => `${name}(${type}, ${type}): bool`),
  ...NUMBERS.flatMap((a) => NUMBERS.map((b) => `${name}(${a}, ${b}): bool`)),
]);
const arithmetic = ['_-_', '_*_', '_/_'].flatMap((name) => NUMBERS.map((type) => `${name}(${type}, ${type}): ${type}`));
const dated = ['FullYear', 'Month', 'DayOfYear', 'DayOfMonth', 'Date', 'DayOfWeek', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'].flatMap((part) => [
  `timestamp.get${part}(): int`,
  `timestamp.get${part}(string): int`,
]);
const conversions = [
  ...['int', 'uint', 'double', 'string', 'timestamp', 'duration'].map((from) => `int(${from}): int`),
  ...[...NUMBERS, 'string'].flatMap((from) => [`uint(${from}): uint`, `double(${from}): double`]),
  ...[...NUMBERS, ...COMPARED, 'net.IP', 'net.CIDR'].map((from) => `string(${from}): string`),
  ...['bytes', 'string'].map((from) => `bytes(${from}): bytes`),
  ...['bool', 'string'].map((from) => `bool(${from}): bool`),
  ...['timestamp', 'string', 'int'].map((from) => `timestamp(${from}): timestamp`),
  ...['duration', 'string', 'int'].map((from) => `duration(${from}): duration`),
];
const sorted = [...NUMBERS, 'string', 'bool', 'bytes', 'timestamp', 'duration'].flatMap((type) => [
  `list(${type}).isSorted(): bool`,
  ...['min', 'max'].map((name) => `list(${type}).${name}(): ${type}`),
  ...([...NUMBERS, 'duration'].includes(type) ? [`list(${type}).sum(): ${type}`] : []),
]);
/** One sign and amount after another. */
const measured = (type: string, made: string, is: string): readonly string[] => [
  `${made}(string): ${type}`,
  `${is}(string): bool`,
  `${type}.isLessThan(${type}): bool`,
  `${type}.isGreaterThan(${type}): bool`,
  `${type}.compareTo(${type}): int`,
];
const all = (names: string, of: string, gives: string): readonly string[] => names.split(' ').map((name) => `${of}.${name}(): ${gives}`);

const SIGNATURES: readonly string[] = [
  ...['_?_:_(bool, A, A): A', '!_(bool): bool', '-_(int): int', '-_(double): double', '_==_(A, A): bool', '_!=_(A, A): bool', '_%_(int, int): int', '_%_(uint, uint): uint'],
  ...['_&&_(bool, bool): bool', '_||_(bool, bool): bool'],
  ...orders,
  ...arithmetic,
  ...[...NUMBERS, 'bytes', 'string', 'duration', 'list(A)'].map((type) => `_+_(${type}, ${type}): ${type}`),
  ...['_+_(duration, timestamp): timestamp', '_+_(timestamp, duration): timestamp'],
  ...['_-_(duration, duration): duration', '_-_(timestamp, duration): timestamp', '_-_(timestamp, timestamp): duration'],
  ...['_[_](list(A), int): A', '_[_](map(A, B), A): B', '_[_](optional_type(list(A)), int): optional_type(A)', '_[_](optional_type(map(A, B)), A): optional_type(B)'],
  ...['_[?_](list(A), int): optional_type(A)', '_[?_](map(A, B), A): optional_type(B)'],
  ...['_[?_](optional_type(list(A)), int): optional_type(A)', '_[?_](optional_type(map(A, B)), A): optional_type(B)'],
  ...['@in(A, list(A)): bool', '@in(A, map(A, B)): bool'],
  ...['string', 'bytes', 'list(A)', 'map(A, B)'].flatMap((type) => [`size(${type}): int`, `${type}.size(): int`]),
  ...['contains', 'endsWith', 'startsWith', 'matches'].map((name) => `string.${name}(string): bool`),
  'matches(string, string): bool',
  ...conversions,
  ...['dyn(A): dyn', 'type(A): type(A)'],
  ...dated,
  ...all('getHours getMinutes getSeconds getMilliseconds', 'duration', 'int'),
  ...sorted,
  ...['list(A).indexOf(A): int', 'list(A).lastIndexOf(A): int'],
  // Texts.
  ...['charAt(int)', 'replace(string, string)', 'replace(string, string, int)', 'substring(int)', 'substring(int, int)', 'format(list(dyn))'].map(
    (call) => `string.${call}: string`,
  ),
  ...all('lowerAscii upperAscii trim', 'string', 'string'),
  ...['indexOf', 'lastIndexOf'].flatMap((name) => [`string.${name}(string): int`, `string.${name}(string, int): int`]),
  ...['string.split(string): list(string)', 'string.split(string, int): list(string)', 'list(string).join(): string', 'list(string).join(string): string'],
  ...['strings.quote(string): string', 'string.find(string): string', 'string.findAll(string): list(string)', 'string.findAll(string, int): list(string)'],
  // What is there or not.
  ...['optional.of(A): optional_type(A)', 'optional.ofNonZeroValue(A): optional_type(A)', 'optional.none(): optional_type(A)'],
  ...['optional_type(A).value(): A', 'optional_type(A).hasValue(): bool', 'optional_type(A).orValue(A): A', 'optional_type(A).or(optional_type(A)): optional_type(A)'],
  ...['contains', 'equivalent', 'intersects'].map((name) => `sets.${name}(list(A), list(A)): bool`),
  // Addresses, amounts, versions, formats.
  ...[`url(string): ${K}URL`, 'isURL(string): bool', `${K}URL.getQuery(): map(string, list(string))`],
  ...all('getScheme getHost getHostname getPort getEscapedPath', `${K}URL`, 'string'),
  ...[`ip(string): net.IP`, 'isIP(string): bool', 'ip.isCanonical(string): bool', `net.IP.family(): int`],
  ...all('isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast', 'net.IP', 'bool'),
  ...[`cidr(string): net.CIDR`, 'isCIDR(string): bool', `net.CIDR.ip(): net.IP`, `net.CIDR.masked(): net.CIDR`, `net.CIDR.prefixLength(): int`],
  ...['string', 'net.IP'].map((type) => `net.CIDR.containsIP(${type}): bool`),
  ...['string', 'net.CIDR'].map((type) => `net.CIDR.containsCIDR(${type}): bool`),
  ...measured(`${K}Quantity`, 'quantity', 'isQuantity'),
  ...['add', 'sub'].flatMap((name) => [`${K}Quantity`, 'int'].map((type) => `${K}Quantity.${name}(${type}): ${K}Quantity`)),
  ...[`${K}Quantity.sign(): int`, `${K}Quantity.isInteger(): bool`, `${K}Quantity.asInteger(): int`, `${K}Quantity.asApproximateFloat(): double`],
  ...measured(`${K}Semver`, 'semver', 'isSemver'),
  ...[`semver(string, bool): ${K}Semver`, 'isSemver(string, bool): bool', ...all('major minor patch', `${K}Semver`, 'int')],
  ...[`format.named(string): optional_type(${K}NamedFormat)`, `${K}NamedFormat.validate(string): optional_type(list(string))`],
  ...all(
    'dns1123Label dns1123Subdomain dns1035Label qualifiedName dns1123LabelPrefix dns1123SubdomainPrefix dns1035LabelPrefix labelValue uri uuid byte date datetime',
    'format',
    `${K}NamedFormat`,
  ),
  'jsonpatch.escapeKey(string): string',
  // Who may.
  ...[`${AUTHZ}Authorizer.path(string): ${AUTHZ}PathCheck`, `${AUTHZ}Authorizer.group(string): ${AUTHZ}GroupCheck`],
  ...[`${AUTHZ}Authorizer.serviceAccount(string, string): ${AUTHZ}Authorizer`, `${AUTHZ}GroupCheck.resource(string): ${AUTHZ}ResourceCheck`],
  ...['subresource', 'namespace', 'name', 'fieldSelector', 'labelSelector'].map((name) => `${AUTHZ}ResourceCheck.${name}(string): ${AUTHZ}ResourceCheck`),
  ...['PathCheck', 'ResourceCheck'].map((type) => `${AUTHZ}${type}.check(string): ${AUTHZ}Decision`),
  ...[...all('allowed errored', `${AUTHZ}Decision`, 'bool'), ...all('reason error', `${AUTHZ}Decision`, 'string')],
];

/** Words before a function's name that are part of it. */
const QUALIFIERS = ['optional', 'sets', 'strings', 'format', 'jsonpatch', 'ip'];

function typeOf(text: string): Type {
  const open = text.indexOf('(');
  if (open < 0) return plain(text.trim());
  return { name: text.slice(0, open).trim(), of: listed(text.slice(open + 1, text.lastIndexOf(')'))).map(typeOf) };
}

/** Parts between commas that stand outside of brackets. */
function listed(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i += 1) {
    const char = text[i];
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (i === text.length || (char === ',' && depth === 0)) {
      if (text.slice(from, i).trim()) parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return parts;
}

function read(signature: string): { readonly name: string; readonly overload: Overload } {
  const end = signature.lastIndexOf('): ');
  let open = end;
  for (let depth = 1; depth > 0;) {
    open -= 1;
    if (signature[open] === ')') depth += 1;
    if (signature[open] === '(') depth -= 1;
  }
  const head = signature.slice(0, open);
  const dot = head.lastIndexOf('.');
  const member = dot >= 0 && !QUALIFIERS.includes(head.slice(0, dot));
  const takes = [...(member ? [head.slice(0, dot)] : []), ...listed(signature.slice(open + 1, end))].map(typeOf);
  return {
    name: member ? head.slice(dot + 1) : head,
    overload: { member, takes, gives: typeOf(signature.slice(end + 3)), variables: ['A', 'B'].filter((variable) => new RegExp(`\\b${variable}\\b`).test(signature)) },
  };
}

function table(): ReadonlyMap<string, readonly Overload[]> {
  const made = new Map<string, Overload[]>();
  for (const { name, overload } of SIGNATURES.map(read)) made.set(name, [...(made.get(name) ?? []), overload]);
  return made;
}

let made: ReadonlyMap<string, readonly Overload[]> | undefined;
export const functionsNamed = (name: string): readonly Overload[] => (made ??= table()).get(name) ?? [];
