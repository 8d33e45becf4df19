/**
 * Lists and maps that a client sent empty: they stand in the API server's errors as `[]` and `{}`, where nothing sent prints as `null`.
 * Objects inside the simulation have no empty ones, so they are looked up in the body.
 */
import type { FieldError } from './field-error.ts';

type Fields = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands in `body` at `spec.rules[0].values`. */
function at(body: unknown, path: string): unknown {
  let value = body;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    const key = name ?? index ?? '';
    if (Array.isArray(value)) value = value[Number(key)] as unknown;
    else if (isMap(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

/** `Values` of the internal type is `values` of the body. */
function named(sent: Fields, key: string): unknown {
  const own = [key, key[0]!.toLowerCase() + key.slice(1)].find((k) => Object.hasOwn(sent, k));
  return own === undefined ? undefined : sent[own];
}

function withEmpties(value: unknown, sent: unknown): unknown {
  if (value === null) return (Array.isArray(sent) && sent.length === 0) || (isMap(sent) && Object.keys(sent).length === 0) ? sent : null;
  if (Array.isArray(value) && Array.isArray(sent)) return value.map((item, i) => withEmpties(item, sent[i]));
  if (isMap(value) && isMap(sent)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === '' ? item : withEmpties(item, named(sent, key))]));
  return value;
}

/** The errors of `body`, with what it has empty. */
export const asSent = (errors: readonly FieldError[], body: unknown): readonly FieldError[] =>
  errors.map((error) => {
    if (typeof error.value !== 'object') return error;
    const sent = at(body, error.field);
    // An error about a structure may show something of it that is not there at all.
    return error.value === null && !Array.isArray(sent) ? error : { ...error, value: withEmpties(error.value, sent) };
  });
