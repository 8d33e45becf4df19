/** What `explain` prints (upstream: kubectl pkg/explain/v2/templates/plaintext.tmpl). */
import { compareStrings } from '../../base/go-format.ts';
import type { Schema } from '../../api/schema/schema.ts';
import { structOf, type Documented } from './documented.ts';
import { wordWrap } from './word-wrap.ts';

const indented = (text: string, by: number): string => {
  const pad = ' '.repeat(by);
  return pad + text.replaceAll('\n', `\n${pad}`);
};

/** About a field, or about the whole kind for an empty path; `undefined` where there is no such field. */
export function plaintext(kind: Schema, path: readonly string[], recursive: boolean, texts: Documented): string | undefined {
  let at = kind;
  let head = '';
  let text = '';
  for (const [index, name] of path.entries()) {
    const owner = structOf(at);
    const field = owner.fields?.get(name);
    if (!field) return undefined;
    at = field.schema;
    if (index < path.length - 1) continue;
    head = `FIELD: ${name} <${typeName(at)}>\n${longEnum(at)}\n\n`;
    text = texts.ofField(owner, field);
  }
  const parts = [text, ...typeTexts(at, path.length > 0, texts)];
  const description = parts.map((part) => part && `${part}\n`).join('');
  const fields = fieldList(at, 1, recursive, new Set(), texts);
  return `${head}DESCRIPTION:\n${indented(wordWrap(description || '<empty>', 76), 4)}\n${fields && `FIELDS:\n${fields}`}`;
}

/** The texts of a type and of what its lists and maps hold. A field's inline type has the field's own text, which is not said twice. */
function typeTexts(schema: Schema, ofField: boolean, texts: Documented): readonly string[] {
  const found = ofField && schema.name === undefined ? [] : [texts.ofType(schema)];
  for (let at: Schema | undefined = schema.items; at && !at.untyped; at = at.items) found.push(texts.ofType(at));
  return found;
}

function typeName(schema: Schema): string {
  switch (schema.kind) {
    case 'list':
      return `[]${schema.items ? typeName(schema.items) : 'Object'}`;
    case 'map':
      return schema.untyped ? 'Object' : `map[string]${schema.items ? typeName(schema.items) : 'Object'}`;
    case 'struct':
    case 'quantity':
    case 'int-or-string':
      return schema.name?.split('.').at(-1) ?? 'Object';
    case 'time':
    case 'micro-time':
    case 'bytes':
      return 'string';
    case 'any':
      return schema.goType.startsWith('interface') ? 'Object' : schema.goType.split('.').at(-1)!;
    default:
      return schema.kind;
  }
}

const enumText = (value: string): string => (value === '' ? '""' : value);
const longEnum = (schema: Schema): string => (schema.enum ? `ENUM:${schema.enum.map((value) => `\n    ${enumText(value)}`).join('')}` : '');

function shortEnum(schema: Schema, indent: string): string {
  if (!schema.enum) return '';
  const shown = schema.enum.slice(0, 4).map(enumText).join(', ');
  return `\n${indent}enum: ${shown}${schema.enum.length > 4 ? ', ....' : ''}`;
}

/** One entry per field in name order; a type inside itself is not opened again. */
function fieldList(schema: Schema, level: number, recursive: boolean, open: ReadonlySet<string>, texts: Documented): string {
  const owner = structOf(schema);
  const { fields, name = '' } = owner;
  if (!fields || (name !== '' && open.has(name))) return '';
  const indent = ' '.repeat(level * 2);
  return [...fields.values()]
    .toSorted((a, b) => compareStrings(a.name, b.name))
    .map((field) => {
      const line = `${indent}${field.name}\t<${typeName(field.schema)}>${field.required ? ' -required-' : ''}${shortEnum(field.schema, indent)}\n`;
      if (recursive) return line + fieldList(field.schema, level + 1, true, new Set([...open, name]), texts);
      return `${line}${indented(wordWrap(texts.ofField(owner, field) || '<no description>', 78 - level * 2), level * 2 + 2)}\n\n`;
    })
    .join('');
}
