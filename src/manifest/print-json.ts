/** JSON as kubectl prints and stores it: keys sorted, `<`, `>` and `&` escaped. */
import { compareStrings, marshalJson } from '../base/go-format.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function write(value: unknown, indent: string, step: string, sorted = true): string {
  const inner = indent + step;
  const [open, between, close] = step === '' ? ['', ',', ''] : [`\n${inner}`, `,\n${inner}`, `\n${indent}`];
  const colon = step === '' ? ':' : ': ';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${open}${value.map((item) => write(item, inner, step, sorted)).join(between)}${close}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (sorted) entries.sort(([a], [b]) => compareStrings(a, b));
    return entries.length === 0 ? '{}' : `{${open}${entries.map(([key, item]) => `${marshalJson(key)}${colon}${write(item, inner, step, sorted)}`).join(between)}${close}}`;
  }
  return marshalJson(value);
}

/** `kubectl -o json`: four spaces of indentation and a line break at the end. */
export const toJson = (value: unknown): string => `${write(value, '', '    ')}\n`;
/** The same with the keys as they stand: for objects that kubectl makes itself and holds typed (see `inGoOrder`). */
export const toJsonAsIs = (value: unknown): string => `${write(value, '', '    ', false)}\n`;
/** On one line, without the line break: what the last-applied annotation holds (with one) and patches are sent as. */
export const toCompactJson = (value: unknown): string => write(value, '', '');
