/** What an unquoted scalar means. Upstream: go.yaml.in/yaml/v2 `resolve.go`: YAML 1.1, but `12:30` and dates stay text. */
import { YamlProblem, type Mark } from './token.ts';

export type ScalarValue = string | number | boolean | null;
export type ScalarTag = 'str' | 'int' | 'float' | 'bool' | 'null' | 'timestamp';
export interface Resolved {
  readonly tag: ScalarTag | string;
  readonly value: ScalarValue;
}

const WORDS = new Map<string, Resolved>();
const add = (tag: ScalarTag, value: ScalarValue, ...words: readonly string[]): void => words.forEach((word) => WORDS.set(word, { tag, value }));
add('bool', true, 'y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON');
add('bool', false, 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF');
add('null', null, '', '~', 'null', 'Null', 'NULL');
add('float', Number.NaN, '.nan', '.NaN', '.NAN');
add('float', Number.POSITIVE_INFINITY, '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF');
add('float', Number.NEGATIVE_INFINITY, '-.inf', '-.Inf', '-.INF');

const INTEGERS: readonly (readonly [RegExp, number])[] = [
  [/^[-+]?0[xX][0-9a-fA-F]+$/, 16],
  [/^[-+]?0[bB][01]+$/, 2],
  [/^[-+]?0[oO][0-7]+$/, 8],
  [/^[-+]?0[0-7]+$/, 8],
  [/^[-+]?(?:0|[1-9][0-9]*)$/, 10],
];
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function parseInteger(text: string): number | undefined {
  if (/^-?(?:0|[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  for (const [pattern, base] of INTEGERS) {
    if (!pattern.test(text)) continue;
    const negative = text.startsWith('-');
    const digits = text.replace(/^[-+]/, '').replace(base === 10 ? /^$/ : /^0[xXbBoO]?/, '');
    const size = base === 10 ? BigInt(digits) : BigInt(`${base === 16 ? '0x' : base === 2 ? '0b' : '0o'}${digits === '' ? '0' : digits}`);
    const value = negative ? -size : size;
    if (value > 2n ** 64n - 1n || value < -(2n ** 63n)) return undefined;
    return Number(value);
  }
  return undefined;
}

const daysOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-](\d{2}):(\d{2}))| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

/** Whether the library would take the text for a timestamp. */
export function isTimestamp(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const part = (...at: readonly number[]): number => Number(at.map((i) => match[i]).find((value) => value !== undefined) ?? 0);
  const month = part(2);
  const day = part(3);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(part(1), month) && part(4, 9) < 24 && part(5, 10) < 60 && part(6, 11) < 60 && part(7) <= 24 && part(8) < 60;
}

/** The type and value that `text` has where nothing says otherwise. */
export function resolvePlain(text: string): Resolved {
  const first = text[0] ?? '';
  if (text === '' || 'yYnNtTfFoO~+-.'.includes(first) || (first >= '0' && first <= '9')) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
    if (first === '.') {
      // Go takes underscores between the digits here.
      const value = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
      return Number.isFinite(value) ? { tag: 'float', value } : { tag: 'str', value: text };
    }
    if (first === '+' || first === '-' || (first >= '0' && first <= '9')) {
      if (text[4] === '-' && isTimestamp(text)) return { tag: 'timestamp', value: text };
      const plain = text.replaceAll('_', '');
      const integer = plain.length > 1000 ? undefined : parseInteger(plain);
      if (integer !== undefined) return { tag: 'int', value: integer };
      if (FLOAT.test(plain) && Number.isFinite(Number(plain))) return { tag: 'float', value: Number(plain) };
    }
  }
  return { tag: 'str', value: text };
}

const LONG_PREFIX = 'tag:yaml.org,2002:';
const RESOLVABLE: ReadonlySet<string> = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);

/** A scalar with an explicit tag: `!!int "12"`. Tags of others leave the text as it is. */
export function resolveTagged(tag: string, text: string, mark: Mark): ScalarValue {
  const short = tag.startsWith('!!') ? tag.slice(2) : tag.startsWith(LONG_PREFIX) ? tag.slice(LONG_PREFIX.length) : undefined;
  if (short === 'binary') return decodeBinary(text, mark);
  if (short === undefined || !RESOLVABLE.has(short) || short === 'str') return text;
  const resolved = resolvePlain(text);
  if (resolved.tag === short || (short === 'float' && resolved.tag === 'int')) return resolved.value;
  throw new YamlProblem(`cannot decode !!${resolved.tag} \`${text}\` as a !!${short}`, mark);
}

function decodeBinary(text: string, mark: Mark): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new YamlProblem('!!binary value contains invalid base64 data', mark);
  return new TextDecoder().decode(Uint8Array.from(atob(compact), (char) => char.charCodeAt(0)));
}
