/** Which addresses an endpoint may have (upstream: validation.go ValidateEndpointIP). */
import { invalid, type FieldError } from '../../meta/field-error.ts';
import { parseAddress } from '../ip.ts';

export function validateEndpointIp(path: string, value: string): FieldError[] {
  const address = parseAddress(value);
  if (!address) return [invalid(path, value, 'must be a valid IP address')];
  const [first = 0] = address.groups;
  const v4 = address.family === 'IPv4';
  const rest = address.groups.slice(0, -1).every((group) => group === 0);
  const last = address.groups.at(-1);
  const errors: FieldError[] = [];
  if (rest && last === 0) errors.push(invalid(path, value, `may not be unspecified (${value})`));
  if (v4 ? first >> 8 === 127 : rest && last === 1) errors.push(invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (v4 ? first === 0xa9fe : (first & 0xffc0) === 0xfe80) errors.push(invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (v4 ? first === 0xe000 && address.groups[1]! >> 8 === 0 : (first & 0xff0f) === 0xff02) {
    errors.push(invalid(path, value, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  }
  return errors;
}
