/** The functions of Go templates, and the two that kubectl adds (upstream: Go's text/template/funcs.go, cli-runtime printers/template.go). */
import { byteLength, quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { formatFloat, goText, isMap } from './go-value.ts';

/** Whole numbers are bigint while a template runs; `undefined` is no value. */
export type Value = unknown;
type Call = (args: readonly Value[]) => Result<Value, string>;

/** Decoded JSON with whole numbers as bigint, so that they compare with the template's own. */
export const asInteger = (value: Value): Value => (typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value);

export function truth(value: Value): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

const kindOf = (value: Value): string | undefined => {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return typeof value;
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    default:
      return undefined;
  }
};

function comparable(a: Value, b: Value): string | undefined {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === undefined || right === undefined) return 'invalid type for comparison';
  if (left === right) return undefined;
  // Numbers of an object are int64, those written in a template int; the object's stand first, as people write it.
  const names = [left === 'int' ? 'int64' : left, right].map((name) => (name === 'float' ? 'float64' : name));
  return `incompatible types for comparison: ${names.join(' and ')}`;
}

const equal = ([first, ...rest]: readonly Value[]): Result<Value, string> => {
  if (rest.length === 0) return err('missing argument for comparison');
  for (const other of rest) {
    if (first === undefined || first === null || other === undefined || other === null) {
      if ((first ?? null) === (other ?? null)) return ok(true);
      continue;
    }
    const wrong = comparable(first, other);
    if (wrong !== undefined) return err(wrong);
    if (first === other) return ok(true);
  }
  return ok(false);
};

const ordered =
  (test: (a: bigint | number | string, b: bigint | number | string) => boolean): Call =>
  ([a, b]) => {
    const wrong = comparable(a, b) ?? (typeof a === 'boolean' ? 'invalid type for comparison' : undefined);
    return wrong === undefined ? ok(test(a as string, b as string)) : err(wrong);
  };

function index([item, ...keys]: readonly Value[]): Result<Value, string> {
  let value = item;
  if (value === undefined) return err('index of untyped nil');
  for (const key of keys) {
    if (value === null || value === undefined) return err('index of nil pointer');
    if (Array.isArray(value) || typeof value === 'string') {
      if (typeof key !== 'bigint')
        return err(
          key === undefined || key === null ? 'cannot index slice/array with nil' : `cannot index slice/array with type ${typeof key === 'number' ? 'float64' : typeof key}`,
        );
      if (key < 0n || key > BigInt(value.length)) return err(`index out of range: ${key}`);
      // Upstream lets the one after the last pass, and reflection finds that there is none.
      if (key === BigInt(value.length)) return err(`reflect: ${typeof value === 'string' ? 'string' : 'slice'} index out of range`);
      value = typeof value === 'string' ? BigInt(new TextEncoder().encode(value)[Number(key)] ?? 0) : asInteger(value[Number(key)]);
    } else if (isMap(value)) {
      if (typeof key !== 'string') return err(`value has type ${typeof key === 'bigint' ? 'int' : typeof key}; should be string`);
      value = Object.hasOwn(value, key) ? asInteger(value[key]) : undefined;
    } else {
      return err(`can't index item of type ${kindOf(value) ?? 'nil'}`);
    }
  }
  return ok(value);
}

function slice([item, ...bounds]: readonly Value[]): Result<Value, string> {
  if (typeof item !== 'string' && !Array.isArray(item)) return err(`can't slice item of type ${kindOf(item) ?? 'nil'}`);
  if (bounds.length > 3) return err(`too many slice indexes: ${bounds.length}`);
  if (bounds.length === 3 && typeof item === 'string') return err('cannot 3-index slice a string');
  const [from = 0n, to = BigInt(item.length)] = bounds;
  if (typeof from !== 'bigint' || typeof to !== 'bigint') return err('cannot index slice/array with nil');
  for (const bound of [from, to]) if (bound < 0n || bound > BigInt(item.length)) return err(`index out of range: ${bound}`);
  if (from > to) return err(`invalid slice index: ${from} > ${to}`);
  return ok(item.slice(Number(from), Number(to)));
}

function length([item]: readonly Value[]): Result<Value, string> {
  if (typeof item === 'string') return ok(BigInt(byteLength(item)));
  if (Array.isArray(item)) return ok(BigInt(item.length));
  if (isMap(item)) return ok(BigInt(Object.keys(item).length));
  return err(item === undefined || item === null ? 'len of nil pointer' : `len of type ${kindOf(item)}`);
}

/** Go's `fmt.Sprint`: a blank between operands neither of which is a string. */
export const sprint = (args: readonly Value[]): string =>
  args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + shown(arg)).join('');
const shown = (value: Value): string => (value === undefined ? '<nil>' : goText(value, 'int64'));

const MAX_WIDTH = 10_000;

function sprintf([format, ...args]: readonly Value[]): Result<Value, string> {
  if (typeof format !== 'string') return err('wrong type for value; expected string');
  let at = 0;
  const out = format.replace(/%([-+# 0]*)(\d+)?(?:\.(\d+))?(.)/gsu, (_whole, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (at >= args.length) return `%!${verb}(MISSING)`;
    const text = formatVerb(args[at++], verb, precision === undefined ? undefined : Math.min(Number(precision), 100), flags);
    const wide = Math.min(Number(width ?? 0), MAX_WIDTH);
    if (flags.includes('-')) return text.padEnd(wide);
    return flags.includes('0') && /^[+-]?[\d.]+$/.test(text)
      ? text.replace(/^([+-]?)(.*)$/, (_m, sign: string, digits: string) => sign + digits.padStart(wide - sign.length, '0'))
      : text.padStart(wide);
  });
  return ok(
    at < args.length
      ? `${out}%!(EXTRA ${args
          .slice(at)
          .map((arg) => `${kindOf(arg) ?? 'nil'}=${shown(arg)}`)
          .join(', ')})`
      : out,
  );
}

function formatVerb(value: Value, verb: string, precision: number | undefined, flags: string): string {
  const bad = `%!${verb}(${value === undefined || value === null ? '<nil>' : `${kindOf(value) === 'float' ? 'float64' : (kindOf(value) ?? 'map[string]interface {}')}=${shown(value)}`})`;
  switch (verb) {
    case 'v':
      return shown(value);
    case 's':
      return typeof value === 'string'
        ? precision === undefined
          ? value
          : [...value].slice(0, precision).join('')
        : kindOf(value) === undefined && value !== undefined && value !== null
          ? shown(value)
          : bad;
    case 'q':
      return typeof value === 'string' ? quote(value) : bad;
    case 't':
      return typeof value === 'boolean' ? String(value) : bad;
    case 'd':
      return typeof value === 'bigint' ? `${flags.includes('+') && value >= 0n ? '+' : ''}${value}` : bad;
    case 'x':
      return typeof value === 'bigint'
        ? value.toString(16)
        : typeof value === 'string'
          ? [...new TextEncoder().encode(value)].map((b) => b.toString(16).padStart(2, '0')).join('')
          : bad;
    case 'f':
      return typeof value === 'number' ? value.toFixed(precision ?? 6) : bad;
    case 'g':
      return typeof value === 'number' ? formatFloat(value) : bad;
    case 'T':
      return value === undefined || value === null
        ? '<nil>'
        : kindOf(value) === 'float'
          ? 'float64'
          : (kindOf(value) ?? (Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'));
    default:
      return bad;
  }
}

const HTML: Readonly<Record<string, string>> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\ufffd' };

function base64decode([text]: readonly Value[]): Result<Value, string> {
  if (typeof text !== 'string') return err('wrong type for value; expected string');
  try {
    return ok(new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))));
  } catch {
    const at = /[^A-Za-z0-9+/\r\n]/.exec(text)?.index ?? text.length - (text.length % 4);
    return err(`base64 decode failed: illegal base64 data at input byte ${at}`);
  }
}

/** Whether an index would find something. */
function exists([item, ...keys]: readonly Value[]): Result<Value, string> {
  const found = keys.length === 0 ? ok(item) : index([item ?? null, ...keys]);
  return ok(found.ok && found.value !== undefined && found.value !== null);
}

interface TemplateFunction {
  /** Fewest and most arguments. */
  readonly args: readonly [number, number];
  readonly call: Call;
}

const MANY = Infinity;

/** `and` and `or` are not here: they look at no more arguments than they need. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['base64decode', { args: [1, 1], call: base64decode }],
  ['eq', { args: [1, MANY], call: equal }],
  ['exists', { args: [1, MANY], call: exists }],
  ['ge', { args: [2, 2], call: ordered((a, b) => a >= b) }],
  ['gt', { args: [2, 2], call: ordered((a, b) => a > b) }],
  ['html', { args: [0, MANY], call: (args) => ok(sprint(args).replace(/["'&<>\0]/g, (c) => HTML[c]!)) }],
  ['index', { args: [1, MANY], call: index }],
  [
    'js',
    {
      args: [0, MANY],
      call: (args) =>
        ok(
          sprint(args)
            .replace(/[\\'"<>&=]/g, (c) => ('\\\'"'.includes(c) ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`))
            .replaceAll('\n', '\\u000A'),
        ),
    },
  ],
  ['le', { args: [2, 2], call: ordered((a, b) => a <= b) }],
  ['len', { args: [1, 1], call: length }],
  ['lt', { args: [2, 2], call: ordered((a, b) => a < b) }],
  [
    'ne',
    {
      args: [2, 2],
      call: (args) => {
        const same = equal(args);
        return same.ok ? ok(!same.value) : same;
      },
    },
  ],
  ['not', { args: [1, 1], call: ([value]) => ok(!truth(value)) }],
  ['print', { args: [0, MANY], call: (args) => ok(sprint(args)) }],
  ['printf', { args: [1, MANY], call: sprintf }],
  ['println', { args: [0, MANY], call: (args) => ok(`${args.map(shown).join(' ')}\n`) }],
  ['slice', { args: [1, 4], call: slice }],
  [
    'urlquery',
    {
      args: [0, MANY],
      call: (args) =>
        ok(
          encodeURIComponent(sprint(args).replace(/\p{Cs}/gu, '\ufffd'))
            .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
            .replaceAll('%20', '+'),
        ),
    },
  ],
]);
