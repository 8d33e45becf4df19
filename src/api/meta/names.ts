/**
 * Which names are allowed, each check giving the API server's messages (none: the value is fine).
 * Upstream: apimachinery `util/validation/validation.go`.
 */
import { byteLength } from '../../base/go-format.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const HTTP_HEADER = '[-A-Za-z0-9]+';
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

const LABEL_REGEXP = new RegExp(`^${LABEL}$`);
const SUBDOMAIN_REGEXP = new RegExp(`^${SUBDOMAIN}$`);
const LABEL_1035_REGEXP = new RegExp(`^${LABEL_1035}$`);
const QUALIFIED_REGEXP = new RegExp(`^${QUALIFIED}$`);
const WILDCARD_REGEXP = new RegExp(`^${WILDCARD}$`);
const C_IDENTIFIER_REGEXP = new RegExp(`^${C_IDENTIFIER}$`);
const CONFIG_KEY_REGEXP = new RegExp(`^${CONFIG_KEY}$`);
const ENV_NAME_REGEXP = new RegExp(`^${ENV_NAME}$`);
const HTTP_HEADER_REGEXP = new RegExp(`^${HTTP_HEADER}$`);
const HTTP_PATH_REGEXP = new RegExp(`^${HTTP_PATH}$`);

export const maxLengthError = (length: number): string => `must be no more than ${length} characters`;
export const emptyError = (): string => 'must be non-empty';
export const inclusiveRangeError = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;
export function regexError(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}

const check = (value: string, maxLength: number, regexp: RegExp, message: () => string): string[] => [
  ...(byteLength(value) > maxLength ? [maxLengthError(maxLength)] : []),
  ...(regexp.test(value) ? [] : [message()]),
];

const LABEL_MESSAGE = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_MESSAGE = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

/** A DNS label: pods' hostnames, container names, namespaces. */
export const isDns1123Label = (value: string): string[] =>
  check(value, 63, LABEL_REGEXP, () => (SUBDOMAIN_REGEXP.test(value) ? 'must not contain dots' : regexError(LABEL_MESSAGE, LABEL, 'my-name', '123-abc')));
/** Labels joined by dots: the names of most objects. */
export const isDns1123Subdomain = (value: string): string[] => check(value, 253, SUBDOMAIN_REGEXP, () => regexError(SUBDOMAIN_MESSAGE, SUBDOMAIN, 'example.com'));
/** A label that starts with a letter: names of Services. */
export const isDns1035Label = (value: string): string[] =>
  check(value, 63, LABEL_1035_REGEXP, () =>
    regexError(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
      LABEL_1035,
      'my-name',
      'abc-123',
    ),
  );
/** `*.example.com` */
export const isWildcardDns1123Subdomain = (value: string): string[] =>
  check(value, 253, WILDCARD_REGEXP, () =>
    regexError(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      WILDCARD,
      '*.example.com',
    ),
  );

/** Keys of labels and annotations, finalizers, resource names: `name` or `prefix/name`. */
export function isQualifiedName(value: string): string[] {
  const syntax = (): string =>
    regexError("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED, 'MyName', 'my.name', '123-abc');
  const parts = value.split('/');
  if (parts.length > 2) return [`a qualified name ${syntax()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const errors: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') errors.push(`prefix part ${emptyError()}`);
    else errors.push(...isDns1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  }
  if (name === '') errors.push(`name part ${emptyError()}`);
  else if (byteLength(name) > 63) errors.push(`name part ${maxLengthError(63)}`);
  if (!QUALIFIED_REGEXP.test(name)) errors.push(`name part ${syntax()}`);
  return errors;
}

export function isValidLabelValue(value: string): string[] {
  const errors = byteLength(value) > 63 ? [maxLengthError(63)] : [];
  if (value !== '' && !QUALIFIED_REGEXP.test(value)) {
    errors.push(
      regexError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${QUALIFIED})?`,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  }
  return errors;
}

export const isCIdentifier = (value: string): string[] =>
  C_IDENTIFIER_REGEXP.test(value)
    ? []
    : [
        regexError(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
          C_IDENTIFIER,
          'my_name',
          'MY_NAME',
          'MyName',
        ),
      ];

export const isInRange = (value: number, low: number, high: number): string[] => (value >= low && value <= high ? [] : [inclusiveRangeError(low, high)]);
export const isValidPortNumber = (port: number): string[] => isInRange(port, 1, 65535);
export const isValidUserId = (id: number): string[] => isInRange(id, 0, 2147483647);
export const isValidGroupId = isValidUserId;

/** Names of container and service ports: at most 15 of a-z, 0-9 and single hyphens, one letter at least. */
export function isValidPortName(name: string): string[] {
  const errors: string[] = [];
  if (byteLength(name) > 15) errors.push(maxLengthError(15));
  if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export const isValidPercent = (value: string): string[] =>
  /^[0-9]+%$/.test(value) ? [] : [regexError("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')];

export const isHttpHeaderName = (value: string): string[] =>
  HTTP_HEADER_REGEXP.test(value) ? [] : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", HTTP_HEADER, 'X-Header-Name')];
export const isHttpPath = (value: string): boolean => HTTP_PATH_REGEXP.test(value);

const changesDirectory = (value: string): string[] => {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
};

/** Keys of ConfigMaps and Secrets, which become file names. */
export const isConfigMapKey = (value: string): string[] => [
  ...check(value, 253, CONFIG_KEY_REGEXP, () =>
    regexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'),
  ),
  ...changesDirectory(value),
];

/** The strict rule, which kubectl's generators apply; the server takes `isRelaxedEnvVarName`. */
export const isEnvVarName = (value: string): string[] => [
  ...(ENV_NAME_REGEXP.test(value)
    ? []
    : [
        regexError(
          "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
          ENV_NAME,
          'my.env-name',
          'MY_ENV.NAME',
          'MyEnvName1',
        ),
      ]),
  ...changesDirectory(value),
];
/** What a container's `env[].name` may be since v1.34. */
export function isRelaxedEnvVarName(value: string): string[] {
  const errors = value === '' ? [`environment variable name ${emptyError()}`] : [];
  if (!/^[ -<>-~]*$/.test(value)) errors.push("a valid environment variable name must consist only of printable ASCII characters other than '='");
  return errors;
}

/** How a kind checks `metadata.name`; `prefix` where a random suffix is going to follow (`generateName`). */
export type NameValidation = (name: string, prefix?: boolean) => readonly string[];
// Upstream replaces the dash and the character before it; only the length differs, and no limit is that close.
const maskTrailingDash = (name: string, prefix: boolean): string => (prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);
export const nameIsDnsSubdomain: NameValidation = (name, prefix = false) => isDns1123Subdomain(maskTrailingDash(name, prefix));
export const nameIsDnsLabel: NameValidation = (name, prefix = false) => isDns1123Label(maskTrailingDash(name, prefix));
export const nameIsDns1035Label: NameValidation = (name, prefix = false) => isDns1035Label(maskTrailingDash(name, prefix));

/** What may be a segment of a request's path. Upstream: apimachinery `api/validation/path/name.go`. */
export function isPathSegmentName(name: string): string[] {
  if (name === '.') return ["may not be '.'"];
  if (name === '..') return ["may not be '..'"];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}
