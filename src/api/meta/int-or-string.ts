/** `25%`, `3`, `http`: a field that takes a number or a string (upstream: apimachinery `util/intstr/intstr.go`). */
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';

export type IntOrString = number | string;

/** `strconv.Atoi`: Go's integer or Go's complaint. */
export function parseInteger(text: string): Result<number, string> {
  if (!/^[+-]?[0-9]+$/.test(text)) return err(`strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
  const value = Number(text);
  if (value >= 2 ** 63 || value < -(2 ** 63)) return err(`strconv.Atoi: parsing ${quote(text)}: value out of range`);
  return ok(value);
}

/** The number in `text`, or `text`: how command line flags read ports. Upstream: `intstr.Parse`. */
export function parseIntOrString(text: string): IntOrString {
  const parsed = parseInteger(text);
  return parsed.ok && Math.abs(parsed.value) <= 2147483647 ? parsed.value : text;
}

export const isPercent = (value: IntOrString): value is string => typeof value === 'string' && value.endsWith('%');

/** The number as it stands, or the percentage of `total`, rounded as told. Upstream: `GetScaledValueFromIntOrPercent`. */
export function scaleIntOrPercent(value: IntOrString, total: number, rounding: 'up' | 'down'): Result<number, string> {
  if (typeof value === 'number') return ok(value);
  if (!isPercent(value)) return err('invalid value for IntOrString: invalid type: string is not a percentage');
  const percent = parseInteger(value.slice(0, -1));
  if (!percent.ok) return err(`invalid value for IntOrString: invalid value ${quote(value)}: ${percent.error}`);
  const scaled = (percent.value * total) / 100;
  return ok(rounding === 'up' ? Math.ceil(scaled) : Math.floor(scaled));
}
