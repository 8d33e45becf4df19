/** What `explain --output plaintext-openapiv2` prints, as older versions did (upstream: kubectl pkg/explain/{model_printer,fields_printer,formatter}.go). */
import { compareStrings, quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Schema } from '../../api/schema/schema.ts';
import { structOf, type Documented } from './documented.ts';

const WIDTH = 80;

/** About a field, or about the whole kind for an empty path. */
export function plaintextOpenApiV2(
  kind: { readonly apiVersion: string; readonly kind: string },
  schema: Schema,
  path: readonly string[],
  recursive: boolean,
  texts: Documented,
): Result<string, string> {
  let at = schema;
  const descriptions: string[] = [];
  for (const [index, name] of path.entries()) {
    const owner = structOf(at);
    // A scalar ends the way, whatever else is asked for.
    if (!owner.fields) break;
    const field = owner.fields.get(name);
    if (!field) return err(`field ${quote(name)} does not exist`);
    at = field.schema;
    if (index === path.length - 1 || !structOf(at).fields) descriptions.splice(0, Infinity, texts.ofField(owner, field));
  }
  const leaf = structOf(at);
  if (path.length === 0 || leaf.name !== undefined || leaf !== at) descriptions.push(texts.ofType(leaf));
  const lines = [`KIND:     ${kind.kind}`, `VERSION:  ${kind.apiVersion}`, ''];
  const name = path.at(-1);
  if (name !== undefined && !isArbitrary(leaf)) lines.push(`${leaf.fields ? 'RESOURCE: ' : 'FIELD:    '}${name} <${typeName(at)}>`, '');
  lines.push('DESCRIPTION:');
  const said = descriptions.filter((text) => text !== '');
  for (const [index, text] of said.entries()) {
    if (index > 0 || descriptions[0] === '') lines.push('');
    lines.push(...wrapped(text, 5));
  }
  if (said.length === 0) lines.push('     <empty>');
  if (leaf.fields) lines.push('', 'FIELDS:', ...(recursive ? recursiveFields(leaf, 3, new Set()) : fields(leaf, texts)));
  return ok(lines.map((line) => `${line}\n`).join(''));
}

const isArbitrary = (schema: Schema): boolean => schema.kind === 'any';
const sorted = (schema: Schema) => [...(schema.fields?.values() ?? [])].toSorted((a, b) => compareStrings(a.name, b.name));

function fields(owner: Schema, texts: Documented): readonly string[] {
  return sorted(owner).flatMap((field) => [`   ${field.name}\t<${typeName(field.schema)}>${field.required ? ' -required-' : ''}`, ...wrapped(texts.ofField(owner, field), 5), '']);
}

function recursiveFields(owner: Schema, indent: number, open: ReadonlySet<string>): readonly string[] {
  return sorted(owner).flatMap((field) => {
    const inner = structOf(field.schema);
    const line = `${' '.repeat(indent)}${field.name}\t<${typeName(field.schema)}>`;
    return inner.name !== undefined && open.has(inner.name) ? [line] : [line, ...recursiveFields(inner, indent + 3, new Set([...open, inner.name ?? '']))];
  });
}

function typeName(schema: Schema): string {
  switch (schema.kind) {
    case 'list':
      return `[]${schema.items ? typeName(schema.items) : ''}`;
    case 'map':
      return `map[string]${schema.items ? typeName(schema.items) : ''}`;
    case 'struct':
      return 'Object';
    case 'any':
      // What says nothing of its type has no name; what is an object is a map of such.
      return /^(v1\.FieldsV1|runtime\.RawExtension)$/.test(schema.goType) ? 'map[string]' : '';
    case 'integer':
    case 'number':
    case 'boolean':
      return schema.kind;
    default:
      return 'string';
  }
}

/** A text's lines: filled up to the width; lists, indented lines and empty ones stay as they are. */
function wrapped(text: string, indent: number): readonly string[] {
  const width = WIDTH - indent;
  const out: string[] = [];
  let line: string[] = [];
  let lastWord = '';
  const flush = (): void => {
    if (line.length === 0) return;
    out.push(line.join(' '));
    line = [];
    lastWord = '';
  };
  for (const source of text.split('\n')) {
    if (source.startsWith('    ')) {
      flush();
      out.push(source);
      continue;
    }
    if (out.length > 0 && source.trim() === '') {
      flush();
      out.push('');
      continue;
    }
    if (lastWord.endsWith(':') || source.trim() === '' || /^(?:\d+\.?|-|\*)\s/.test(source.trim())) flush();
    for (const word of source.split(/\s+/).filter((part) => part !== '')) {
      lastWord = word;
      if (line.length > 0 && [...line, word].join(' ').length > width) {
        flush();
        lastWord = word;
      }
      line.push(word);
    }
  }
  flush();
  return out.map((each) => (each === '' ? '' : ' '.repeat(indent) + each));
}
