/** echo and printf. */
import type { SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';

const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', '\\': '\\' };

/** Backslash escapes. `stop`: `\c` ends all output. `octal`: how an octal number starts: `\0nnn` (echo, %b) or `\nnn` (printf formats). */
export function unescapeText(text: string, octal: 'zero' | 'any'): { readonly text: Bytes; readonly stop: boolean } {
  let result = '';
  for (let i = 0; i < text.length; i += 1) {
    const next = text[i + 1];
    if (text[i] !== '\\' || next === undefined) {
      result += text[i];
      continue;
    }
    i += 1;
    const digits = next === 'x' ? /^[0-9a-fA-F]{1,2}/.exec(text.slice(i + 1, i + 3)) : (octal === 'any' ? /^[0-7]{1,3}/ : /^(?:0[0-7]{0,3}|[0-7]{1,3})/).exec(text.slice(i, i + 4));
    if (next === 'c') return { text: result, stop: true };
    if (digits !== null) {
      result += String.fromCharCode(Number.parseInt(digits[0], next === 'x' ? 16 : 8) & 255);
      i += digits[0].length - (next === 'x' ? 0 : 1);
    } else if (Object.hasOwn(LETTERS, next)) result += LETTERS[next];
    else result += `\\${next}`;
  }
  return { text: result, stop: false };
}

export function echo(system: SystemCalls): number {
  const args = [...system.args];
  let newline = true;
  let escapes = system.gnu;
  while (args[0] !== undefined && (system.gnu ? /^-n$/ : /^-[neE]+$/).test(args[0])) {
    for (const flag of args.shift()!.slice(1)) {
      if (flag === 'n') newline = false;
      else escapes = flag === 'e';
    }
  }
  const text = args.join(' ');
  const { text: out, stop } = escapes ? unescapeText(text, 'zero') : { text, stop: false };
  const written = system.write(1, `${out}${newline && !stop ? '\n' : ''}`);
  if (!written.ok) system.warn('write error: Bad file descriptor');
  return written.ok ? 0 : 1;
}

const FORMAT = /%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])?/y;

/** Formats once through; used by awk as well. `take` gives the next argument. */
export function formatOnce(
  format: string,
  take: () => string | undefined,
  number: (text: string) => number,
  onError: (text: string) => void,
): { readonly text: Bytes; readonly stop: boolean } {
  let result = '';
  for (let at = 0; at < format.length;) {
    const percent = format.indexOf('%', at);
    if (percent < 0) return { text: result + format.slice(at), stop: false };
    result += format.slice(at, percent);
    FORMAT.lastIndex = percent;
    const [all, flags = '', widthText, precisionText, kind] = FORMAT.exec(format)!;
    const hasPrecision = all.includes('.');
    at = percent + all.length;
    if (kind === '%') {
      result += '%';
      continue;
    }
    let width = widthText === '*' ? number(take() ?? '0') : Number(widthText ?? 0);
    const left = flags.includes('-') || width < 0;
    width = Math.min(Math.abs(width), 100_000);
    const precision = hasPrecision ? (precisionText === '*' ? number(take() ?? '0') : Number(precisionText ?? 0)) : undefined;
    const pad = (text: string, zero: boolean): string => {
      if (left) return text.padEnd(width);
      if (!zero || !flags.includes('0')) return text.padStart(width);
      const sign = /^[-+ ]?(?:0x)?/.exec(text)![0];
      return sign + text.slice(sign.length).padStart(width - sign.length, '0');
    };
    if (kind === 'b') {
      const { text, stop } = unescapeText(take() ?? '', 'zero');
      result += pad(text, false);
      if (stop) return { text: result, stop };
    } else if (kind === 's') {
      const value = take() ?? '';
      result += pad(precision === undefined ? value : value.slice(0, precision), false);
    } else if (kind === 'c') result += pad((take() ?? '').slice(0, 1), false);
    else if (kind !== undefined && 'diouxXeEfFgG'.includes(kind))
      result += pad(formatNumber(kind, number(take() ?? '0'), flags, precision), precision === undefined || !'diouxX'.includes(kind));
    else {
      onError(`${all}: invalid format`);
      return { text: result, stop: true };
    }
  }
  return { text: result, stop: false };
}

function formatNumber(kind: string, value: number, flags: string, precision: number | undefined): string {
  const signed = (text: string): string => (value >= 0 && flags.includes('+') ? `+${text}` : value >= 0 && flags.includes(' ') ? ` ${text}` : text);
  const whole = (base: number, unsigned: boolean): string => {
    if (!Number.isFinite(value)) return String(value);
    let big = BigInt(Math.trunc(value));
    if (unsigned) big = BigInt.asUintN(64, big);
    const negative = big < 0n;
    const digits = (negative ? -big : big).toString(base).padStart(precision ?? 0, '0');
    return (negative ? '-' : '') + digits;
  };
  switch (kind) {
    case 'd':
    case 'i':
      return signed(whole(10, false));
    case 'u':
      return whole(10, true);
    case 'o':
      return (flags.includes('#') ? '0' : '') + whole(8, true);
    case 'x':
      return (flags.includes('#') && value !== 0 ? '0x' : '') + whole(16, true);
    case 'X':
      return (flags.includes('#') && value !== 0 ? '0X' : '') + whole(16, true).toUpperCase();
    case 'f':
    case 'F':
      return signed(Number.isFinite(value) ? fixed(value, precision ?? 6) : value > 0 ? 'inf' : Number.isNaN(value) ? 'nan' : '-inf');
    case 'e':
    case 'E': {
      const text = value.toExponential(Math.min(precision ?? 6, 100)).replace(/e([-+])(\d)$/, 'e$10$2');
      return signed(kind === 'E' ? text.toUpperCase() : text);
    }
    default:
      return signed(general(value, precision ?? 6, flags.includes('#')));
  }
}

const fixed = (value: number, digits: number): string =>
  Math.abs(value) < 1e21 ? value.toFixed(Math.min(digits, 100)) : `${BigInt(Math.trunc(value))}${digits > 0 ? `.${'0'.repeat(Math.min(digits, 100))}` : ''}`;

/** `%g` of C. */
export function general(value: number, precision: number, keepZeros = false): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const digits = Math.min(precision === 0 ? 1 : precision, 100);
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  if (exponent < -4 || exponent >= digits) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e') as [string, string];
    return `${keepZeros || !mantissa.includes('.') ? mantissa : mantissa.replace(/\.?0+$/, '')}e${power.replace(/^([-+])(\d)$/, '$10$2')}`;
  }
  const text = value.toFixed(Math.max(0, digits - 1 - exponent));
  return keepZeros || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
}

export function printf(system: SystemCalls): number {
  const args = system.args[0] === '--' ? system.args.slice(1) : system.args;
  const [format, ...values] = args;
  if (format === undefined) {
    system.write(2, 'usage: printf FORMAT [ARGUMENT...]\n');
    return system.gnu ? 2 : 1;
  }
  let failed = false;
  const number = (text: string): number => {
    if (text === '') return 0;
    if (/^["']/.test(text)) return text.charCodeAt(1) || 0;
    const trimmed = text.trim();
    const value = /^[-+]?0[0-7]+$/.test(trimmed) ? Number.parseInt(trimmed, 8) : Number(trimmed);
    if (!Number.isNaN(value)) return value;
    failed = true;
    system.warn(system.gnu ? `${text}: expected numeric value` : `invalid number '${text}'`);
    return Number.parseFloat(trimmed) || 0;
  };
  const { text: plain, stop: halted } = unescapeText(format, 'any');
  let out = '';
  let used = 0;
  const take = (): string | undefined => values[used++];
  const rounds = Math.max(1, values.length);
  for (let i = 0; i < rounds; i += 1) {
    const before = used;
    const { text, stop } = formatOnce(plain, take, number, (problem) => {
      failed = true;
      system.warn(problem);
    });
    out += text;
    if (stop || halted || used >= values.length || used === before) break;
  }
  system.print(out);
  return failed ? 1 : 0;
}
