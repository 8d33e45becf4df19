/** `kubectl explain` (upstream: pkg/cmd/explain/explain.go, pkg/explain/v2/templates/plaintext.tmpl): the fields of a kind, from its schema. */
import { compareStrings, quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { schemaNameOf, schemaOf, type Schema } from '../../../api/schema/schema.ts';
import type { Call, Command } from '../../command.ts';
import { discoveredGroups } from '../../discovery.ts';
import { errorText, exitWith, failed, type Failure } from '../../failure.ts';
import { qualifiedResource, type Mapping } from '../../rest-mapper.ts';

/** The schemas of the simulation have no texts. */
const NO_TEXT = '<descriptions are not part of this simulation>';

export const explain: Command = {
  name: 'explain',
  group: 'Basic Commands (Intermediate)',
  short: 'Get documentation for a resource',
  long: 'Show the fields of a resource with their types. A field is named by its path: <type>.<fieldName>[.<fieldName>].',
  examples: `kubectl explain pods
# All fields below it
kubectl explain pods --recursive
# In one API version
kubectl explain deployments --api-version=apps/v1
# One field
kubectl explain pods.spec.containers`,
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  completes: 'resources',
  flags: [
    { name: 'recursive', type: 'bool', help: 'Show the fields of fields too.' },
    { name: 'api-version', type: 'string', help: 'The API version (group/version) to explain.' },
    { name: 'output', short: 'o', type: 'string', default: 'plaintext', choices: ['plaintext', 'plaintext-openapiv2'], help: 'plaintext.' },
  ],
  *run(call) {
    const { flags } = call;
    if (call.args.length === 0) return failed('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n');
    if (call.args.length > 1) return failed('We accept only this format: explain RESOURCE\n');
    const target = findTarget(call, call.args[0]!);
    if (!target.ok) return target.error;
    const format = flags.string('output');
    if (format === 'plaintext-openapiv2') return failed('the output format plaintext-openapiv2 is not part of this simulation');
    const found = versionOf(call, target.value.mapping);
    if (!found.ok) return failed(found.error);
    if (format !== 'plaintext') return failed(`unrecognized format: ${format}`);
    const { group, version, kind } = found.value;
    call.out(`${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`);
    const name = schemaNameOf(group, version, kind);
    const schema = name === undefined ? target.value.mapping.descriptor.structure : schemaOf(name);
    if (!schema) return failed(`the schema of ${kind} in ${group}/${version} is not part of this simulation`);
    const text = explanation(schema, target.value.path, flags.bool('recursive'));
    if (text === undefined) return failed(`field ${quote(target.value.path.at(-1) ?? '')} does not exist`);
    call.out(`${text}\n`);
    return undefined;
  },
};

/** `deployment.spec.replicas`, `deployments.apps.spec` (upstream: pkg/explain/explain.go). */
function findTarget(call: Call, argument: string): Result<{ readonly mapping: Mapping; readonly path: readonly string[] }, Failure> {
  const words = argument.replace(/\.$/, '').split('.');
  const fields = words.findIndex((word) => word === '' || !/^[^[\]{}*@'"()]+$/.test(word));
  if (fields >= 0) return err(failed(`invalid jsonpath syntax, ${fields === 0 || words[0]!.includes('[') ? 'first node must be field node' : 'all nodes must be field nodes'}`));
  const mapping = call.mapper.forArgument(words[0]!);
  if (!mapping.ok) return err(exitWith(1, `${errorText(mapping.error)}\n`));
  const matching = call.mapper.all.find((m) => m.group !== '' && m.resource === words[0] && `${argument}.`.startsWith(`${qualifiedResource(m)}.`));
  if (matching && call.flags.string('api-version') === '') return ok({ mapping: matching, path: words.slice(qualifiedResource(matching).split('.').length) });
  return ok({ mapping: mapping.value, path: words.slice(1) });
}

/** The kind in the version of `--api-version`. */
function versionOf(call: Call, mapping: Mapping): Result<Pick<Mapping, 'group' | 'version' | 'kind'>, string> {
  const wanted = call.flags.string('api-version');
  if (wanted === '') return ok(mapping);
  const slash = wanted.indexOf('/');
  const [group, version] = slash < 0 ? ['', wanted] : [wanted.slice(0, slash), wanted.slice(slash + 1)];
  const title = `${group}/${version}, Resource=${mapping.resource}`;
  if (!discoveredGroups(call.context.kinds).some((g) => g.name === group && g.versions.includes(version))) return err(`couldn't find resource for "${title}"`);
  const served = call.mapper.all.find((m) => m.group === group && m.version === version && m.resource === mapping.resource);
  return served ? ok(served) : err(`GVR (${title}) not found in OpenAPI schema`);
}

/** The schema behind lists and maps, where fields are. */
function structOf(schema: Schema): Schema {
  let at = schema;
  while (at.items) at = at.items;
  return at;
}

/** What is printed about a field, or about the whole kind for an empty path; `undefined` where there is no such field. */
function explanation(schema: Schema, path: readonly string[], recursive: boolean): string | undefined {
  let at = schema;
  let head = '';
  for (const [index, name] of path.entries()) {
    const field = structOf(at).fields?.get(name);
    if (!field) return undefined;
    at = field.schema;
    if (index === path.length - 1) head = `FIELD: ${name} <${typeName(at)}>\n${longEnum(at)}\n\n`;
  }
  const fields = fieldList(at, 1, recursive, new Set());
  return `${head}DESCRIPTION:\n    ${NO_TEXT}\n${fields && `FIELDS:\n${fields}`}`;
}

function typeName(schema: Schema): string {
  switch (schema.kind) {
    case 'list':
      return `[]${schema.items ? typeName(schema.items) : 'Object'}`;
    case 'map':
      return `map[string]${schema.items ? typeName(schema.items) : 'Object'}`;
    case 'struct':
      return schema.name?.split('.').at(-1) ?? 'Object';
    case 'quantity':
      return 'Quantity';
    case 'int-or-string':
      return 'IntOrString';
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
function fieldList(schema: Schema, level: number, recursive: boolean, open: ReadonlySet<string>): string {
  const { fields, name = '' } = structOf(schema);
  if (!fields || open.has(name)) return '';
  const indent = ' '.repeat(level * 2);
  return [...fields.values()]
    .toSorted((a, b) => compareStrings(a.name, b.name))
    .map((field) => {
      const line = `${indent}${field.name}\t<${typeName(field.schema)}>${field.required ? ' -required-' : ''}${shortEnum(field.schema, indent)}\n`;
      return line + (recursive ? fieldList(field.schema, level + 1, true, new Set([...open, name])) : `${indent}  ${NO_TEXT}\n\n`);
    })
    .join('');
}
