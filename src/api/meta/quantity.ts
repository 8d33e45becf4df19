/**
 * `100m`, `1.5Gi`, `2e3`: exact amounts that keep the family of their suffix (upstream: apimachinery `api/resource/quantity.go`).
 * An amount is `mantissa · 10^exponent`; binary suffixes are multiplied in.
 */
import { err, ok, type Result } from '../../base/result.ts';

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
  /** The text it was read from, where upstream prints that again instead of the canonical form. */
  readonly text?: string;
}

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL_SUFFIX = new Map(Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_SUFFIX = new Map(Object.entries(BINARY).map(([suffix, exponent]) => [exponent, suffix]));

export const FORMAT_ERROR = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC_ERROR = 'unable to parse numeric part of quantity';
const SUFFIX_ERROR = "unable to parse quantity's suffix";

const MAX_INT64 = 2n ** 63n - 1n;
/** Beyond this no power of ten is ever written out. */
const MAX_EXPONENT = 2000;

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);
const abs = (value: bigint): bigint => (value < 0n ? -value : value);

export const ZERO: Quantity = { mantissa: 0n, exponent: 0, format: 'DecimalSI', text: '0' };

function interpretSuffix(suffix: string): { readonly format: QuantityFormat; readonly exponent: number } | undefined {
  if (Object.hasOwn(DECIMAL, suffix)) return { format: 'DecimalSI', exponent: DECIMAL[suffix]! };
  if (Object.hasOwn(BINARY, suffix)) return { format: 'BinarySI', exponent: BINARY[suffix]! };
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return Math.abs(exponent) > MAX_EXPONENT ? undefined : { format: 'DecimalExponent', exponent };
}

/** Divides by `10^digits` and rounds away from zero. */
function divideAway(value: bigint, digits: number): bigint {
  if (digits <= 0) return value * pow10(-digits);
  const divisor = pow10(digits);
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** Reads a quantity, or says what is wrong in the server's words. */
export function parseQuantity(text: string): Result<Quantity, string> {
  if (text === '') return err(FORMAT_ERROR);
  if (text === '0') return ok(ZERO);
  // No digit may belong to two parts: such an expression takes cubic time.
  const match = /^([+-]?)([0-9]*)(?:(\.)([0-9]*))?((?:[eEinumkKMGTP]+[-+]?[0-9]*|[-+][0-9]*)?)$/.exec(text);
  if (match === null) return err(FORMAT_ERROR);
  const [, sign, allDigits = '', , fraction = '', suffixText = ''] = match;
  const digits = /[^0]/.test(allDigits) ? allDigits.slice(allDigits.search(/[^0]/)) : '';
  if (digits.length + fraction.length > 1000) return err(NUMERIC_ERROR);
  const whole = digits === '' ? '0' : digits;
  const suffix = interpretSuffix(suffixText);
  if (suffix === undefined) return err(SUFFIX_ERROR);
  const shifted = whole + fraction;
  const magnitude = BigInt(shifted);
  const signed = (value: bigint): bigint => (sign === '-' ? -value : value);

  // Upstream's fast path keeps the text as it was where it takes it for canonical (`1.500` stays, `0.5` does not).
  if (suffix.format === 'BinarySI') {
    if (fraction === '' && 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1 >= 0) {
      const value = signed(magnitude << BigInt(suffix.exponent));
      const keep = (magnitude & 7n) !== 0n;
      return ok({ mantissa: value, exponent: 0, format: 'BinarySI', ...(keep && { text }) });
    }
  } else if (18 - whole.length - fraction.length >= 0 && suffix.exponent - fraction.length >= -9) {
    const exponent = suffix.exponent - fraction.length;
    const keep = exponent % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
    return ok({ mantissa: signed(magnitude), exponent, format: suffix.format, ...(keep && { text }) });
  }

  if (!/^[+-]?[0-9.]*[0-9]/.test(text)) return err(NUMERIC_ERROR);
  let mantissa = suffix.format === 'BinarySI' ? magnitude << BigInt(suffix.exponent) : magnitude;
  let exponent = (suffix.format === 'BinarySI' ? 0 : suffix.exponent) - fraction.length;
  if (mantissa !== 0n && exponent < -9) {
    mantissa = divideAway(mantissa, -9 - exponent);
    exponent = -9;
  }
  let format = suffix.format;
  if (format === 'BinarySI') {
    const one = pow10(-exponent);
    if (mantissa > MAX_INT64 * one) {
      mantissa = MAX_INT64;
      exponent = 0;
    } else if (mantissa < one && mantissa > 0n) {
      format = 'DecimalSI';
    }
  }
  return ok({ mantissa: signed(mantissa), exponent, format });
}

const signOf = (quantity: Quantity): -1 | 0 | 1 => (quantity.mantissa === 0n ? 0 : quantity.mantissa < 0n ? -1 : 1);
export const isZero = (quantity: Quantity): boolean => quantity.mantissa === 0n;
export const isNegative = (quantity: Quantity): boolean => quantity.mantissa < 0n;

/** −1, 0 or 1. */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return signs < 0 ? -1 : 1;
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = a.mantissa * pow10(a.exponent - exponent) - b.mantissa * pow10(b.exponent - exponent);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function combine(a: Quantity, b: Quantity, sign: bigint): Quantity {
  const exponent = Math.min(a.exponent, b.exponent);
  const mantissa = a.mantissa * pow10(a.exponent - exponent) + sign * b.mantissa * pow10(b.exponent - exponent);
  // Zero takes over the other's suffixes, so that a sum prints like its parts.
  return { mantissa, exponent, format: isZero(a) ? b.format : a.format };
}
export const addQuantities = (a: Quantity, b: Quantity): Quantity => combine(a, b, 1n);
export const subtractQuantities = (a: Quantity, b: Quantity): Quantity => combine(a, b, -1n);

/** The amount in units of `10^scale`, rounded away from zero. */
export const scaledValue = (quantity: Quantity, scale: number): number => Number(divideAway(quantity.mantissa, scale - quantity.exponent));
/** Whole units, rounded up: bytes, pods. */
export const quantityValue = (quantity: Quantity): number => scaledValue(quantity, 0);
/** Thousandths, rounded up: millicores. */
export const milliValue = (quantity: Quantity): number => scaledValue(quantity, -3);

export const quantityOf = (value: number, format: QuantityFormat): Quantity => ({ mantissa: BigInt(value), exponent: 0, format });
export const quantityOfMilli = (value: number, format: QuantityFormat): Quantity => ({ mantissa: BigInt(value), exponent: -3, format });

function removeFactors(value: bigint, base: bigint): [bigint, number] {
  let rest = value;
  let times = 0;
  while (rest !== 0n && rest % base === 0n) {
    rest /= base;
    times++;
  }
  return [rest, times];
}

/** Canonical text: no fraction, the largest suffix of its family that loses nothing. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (isZero(quantity)) return '0';
  if (quantity.format === 'BinarySI') {
    const limit = quantityOf(1024, 'DecimalSI');
    const small = compareQuantities({ ...quantity, mantissa: abs(quantity.mantissa) }, limit) < 0;
    const exact = quantity.exponent >= 0 || quantity.mantissa % pow10(-quantity.exponent) === 0n;
    if (!small && exact) {
      const [amount, times] = removeFactors(divideAway(quantity.mantissa, -quantity.exponent), 1024n);
      return `${amount}${BINARY_SUFFIX.get(times * 10) ?? ''}`;
    }
  }
  const [digits, times] = removeFactors(quantity.mantissa, 10n);
  let amount = digits;
  let exponent = quantity.exponent + times;
  while (exponent % 3 !== 0) {
    amount *= 10n;
    exponent--;
  }
  if (quantity.format === 'DecimalExponent') return exponent === 0 ? String(amount) : `${amount}e${exponent}`;
  return `${amount}${DECIMAL_SUFFIX.get(exponent) ?? ''}`;
}

/** The canonical text of a text; what is not a quantity stays as it is. */
export function canonicalQuantity(text: string | number): string {
  const parsed = parseQuantity(String(text));
  return parsed.ok ? formatQuantity(parsed.value) : String(text);
}

/** For texts of stored objects, which have been decoded: zero where there is none. */
export function quantity(text: string | number | undefined): Quantity {
  const parsed = text === undefined ? undefined : parseQuantity(String(text));
  return parsed?.ok ? parsed.value : ZERO;
}
