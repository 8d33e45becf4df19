/** `-o`: what an object is printed as (upstream: cli-runtime `genericclioptions/print_flags.go`, `printers/`). */
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Unchecked } from '../../api/meta/types.ts';
import type { Call } from '../command.ts';
import { failed, type Failure } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';
import { toJson } from '../../manifest/print-json.ts';
import { toYaml } from '../../manifest/yaml/emitter.ts';
import { parseApiVersion } from '../rest-mapper.ts';
import { apiVersionOfObject, isList, kindOf, nameOf } from '../resources/info.ts';
import { TEMPLATE_FORMATS } from '../templates/registry.ts';

/** Turns objects into text, one call per object; it may remember (a header is printed once, YAML documents are parted). */
export type ObjectPrinter = (object: Unchecked) => Result<string, Failure>;

export interface TemplateContext {
  readonly allowMissingKeys: boolean;
  readonly noHeaders: boolean;
  /** The text of a template file; `undefined` where there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** Prints at once: what comes before an error. */
  readonly out: (text: string) => void;
}

/** A format that takes a template behind `=` or in `--template`: jsonpath, go-template, custom-columns and their relatives. */
export interface TemplateFormat {
  readonly name: string;
  /** Offered by `get` only. */
  readonly getOnly?: boolean;
  readonly compile: (template: string, context: TemplateContext) => Result<ObjectPrinter, Failure>;
}

/** The flags of every command that prints objects. */
export const OUTPUT_FLAGS: readonly FlagSpec[] = [
  {
    name: 'output',
    short: 'o',
    type: 'string',
    help: 'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
    choices: ['json', 'yaml', 'name', 'jsonpath=', 'go-template='],
  },
  { name: 'template', type: 'string', help: 'The template, or the file that holds it, of -o go-template and its relatives.' },
  { name: 'allow-missing-template-keys', type: 'bool', default: 'true', help: 'Print nothing for a field that an object lacks, instead of an error.' },
  { name: 'show-managed-fields', type: 'bool', help: 'Keep the managedFields in JSON and YAML.' },
];

/** The printer that `-o` names; without one, lines such as `deployment.apps/web created`. */
export function objectPrinter(call: Call, operation: string): Result<ObjectPrinter, Failure> {
  const format = chosenFormat(call);
  if (format === '') return ok(namePrinter(operation));
  return formatPrinter(call, format, false) ?? err(noPrinter(format, ['json', 'yaml', 'name', ...TEMPLATE_FORMATS.filter((f) => !f.getOnly).map((f) => f.name)]));
}

/** `-o`; a `--template` alone means a Go template. */
export function chosenFormat(call: Call): string {
  return !call.flags.changed('output') && call.flags.string('template') !== '' ? 'go-template' : call.flags.string('output');
}

export function noPrinter(format: string, allowed: readonly string[]): Failure {
  return failed(`unable to match a printer suitable for the output format ${quote(format)}, allowed formats are: ${[...allowed].sort().join(',')}`);
}

/** The printer of a format that needs no table; `undefined` where there is none of that name. */
export function formatPrinter(call: Call, format: string, forGet: boolean): Result<ObjectPrinter, Failure> | undefined {
  switch (format.toLowerCase()) {
    case 'json':
      return ok((object) => ok(jsonText(withoutManagedFields(object, call))));
    case 'yaml':
      return ok(yamlPrinter(call));
    case 'name':
      return ok(namePrinter(''));
  }
  const given = call.flags.string('template');
  for (const candidate of TEMPLATE_FORMATS) {
    if (candidate.getOnly && !forGet) continue;
    const inline = format.startsWith(`${candidate.name}=`);
    if (!inline && format !== candidate.name) continue;
    const template = inline && given === '' ? format.slice(candidate.name.length + 1) : given;
    return candidate.compile(template, {
      allowMissingKeys: call.flags.bool('allow-missing-template-keys'),
      noHeaders: call.flags.has('no-headers') && call.flags.bool('no-headers'),
      readFile: (path) => call.io.files.read(path),
      out: (text) => call.out(text),
    });
  }
  return undefined;
}

/** Lists that kubectl makes up itself come from a Go type, so their own fields are not in alphabetical order. */
function jsonText(object: Unchecked): string {
  if (kindOf(object) !== 'List' || Object.keys(object.metadata as Unchecked).length > 0) return toJson(object);
  return `{\n    "kind": "List",\n    "apiVersion": "v1",\n    "metadata": {},\n    "items": ${toJson(object.items).trimEnd().replaceAll('\n', '\n    ')}\n}\n`;
}

/** `deployment.apps/web created`; an empty operation gives the name alone. */
export function namePrinter(operation: string): ObjectPrinter {
  const print: ObjectPrinter = (object) => {
    if (isList(object)) {
      const lines = (object.items as readonly Unchecked[]).map(print);
      const wrong = lines.find((l) => !l.ok);
      return wrong ?? ok(lines.map((l) => (l.ok ? l.value : '')).join(''));
    }
    return ok(`${objectTitle(object)}${operation ? ` ${operation}` : ''}\n`);
  };
  return print;
}

/** `deployment.apps/web`, `pod/web`. */
export function objectTitle(object: Unchecked): string {
  const { group } = parseApiVersion(apiVersionOfObject(object));
  const kind = kindOf(object).toLowerCase();
  return `${group ? `${kind}.${group}` : kind}/${nameOf(object) || '<unknown>'}`;
}

function yamlPrinter(call: Call): ObjectPrinter {
  let first = true;
  return (object) => {
    const text = `${first ? '' : '---\n'}${toYaml(withoutManagedFields(object, call))}`;
    first = false;
    return ok(text);
  };
}

/** As it is shown: with its managedFields only where they are asked for. */
export function withoutManagedFields(object: Unchecked, call: Call): Unchecked {
  if (call.flags.has('show-managed-fields') && call.flags.bool('show-managed-fields')) return object;
  if (isList(object)) return { ...object, items: (object.items as readonly Unchecked[]).map((item) => withoutManagedFields(item, call)) };
  const metadata = object.metadata as Unchecked | undefined;
  if (!metadata || !Object.hasOwn(metadata, 'managedFields')) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
