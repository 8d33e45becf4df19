/** `--field-selector` (upstream: apimachinery `fields/selector.go`). */
import { compareStrings } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';

export interface FieldTerm {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}
/** All terms must hold. */
export type FieldSelector = readonly FieldTerm[];

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescape(text: string): Result<string, string> {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\\') {
      const next = text[++i];
      if (next === undefined || !'\\,='.includes(next)) return err(`invalid field selector: invalid escape sequence: \\${next ?? ''}`);
      out += next;
    } else if (char === ',' || char === '=') {
      return err(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
    } else {
      out += char;
    }
  }
  return ok(out);
}

/** Reads `status.phase=Running,metadata.name!=x`; the error is the server's sentence. */
export function parseFieldSelector(text: string): Result<FieldSelector, string> {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text).toSorted(compareStrings)) {
    if (part === '') continue;
    const operator = /!=|==|=/.exec(part);
    if (operator === null) return err(`invalid selector: '${text}'; can't understand '${part}'`);
    const value = unescape(part.slice(operator.index + operator[0].length));
    if (!value.ok) return value;
    // Nothing equal to nothing is no condition.
    if (operator.index === 0 && value.value === '') continue;
    terms.push({ field: part.slice(0, operator.index), equal: operator[0] !== '!=', value: value.value });
  }
  return ok(terms);
}

/** The first field that is not among `known`, in the server's words; `undefined` where all are. */
export function unsupportedField(selector: FieldSelector, known: (field: string) => boolean): string | undefined {
  const term = selector.find(({ field }) => !known(field));
  return term === undefined ? undefined : `field label not supported: ${term.field}`;
}

export const fieldSelectorMatches = (selector: FieldSelector, fields: Readonly<Record<string, string>>): boolean =>
  selector.every(({ field, equal, value }) => ((Object.hasOwn(fields, field) ? fields[field] : '') === value) === equal);

const escape = (value: string): string => value.replace(/[\\,=]/g, (char) => `\\${char}`);
export const formatFieldSelector = (selector: FieldSelector): string => selector.map(({ field, equal, value }) => `${field}${equal ? '=' : '!='}${escape(value)}`).join(',');
