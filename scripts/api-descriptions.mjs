/**
 * What the API says about its types and fields, taken out of packages when the site and the command line are built; nothing is written down here.
 *
 * - `kubernetes-models` keeps each text as an API server publishes it: line breaks, meanings of enum values, texts of fields that refer to other
 *   types. It is of a newer version of the API.
 * - `@kubernetes/client-node` is of the version that is simulated, but its texts are on one line, and some are left out. Where both have a text
 *   and they differ in more than white space, its words count, with the line breaks of the other as far as the words are the same.
 * - `kubernetes-types` has the text of Quantity, which both leave out.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULE = 'virtual:api-descriptions';
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const SCHEMAS = fileURLToPath(new URL('../src/api/schema/data/schemas.json', import.meta.url));
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';

/**
 * A generated declaration: the text of its type and of its fields. Comments stand right before what they are about; fields of the type itself
 * are indented by four.
 * @param {RegExp} head matches the line on which the type begins
 * @returns {{ text: string, fields: Map<string, string> }}
 */
export function readModel(source, head) {
  const model = { text: '', fields: new Map() };
  let comment;
  let inside = false;
  let reading;
  for (const line of source.split('\n')) {
    if (reading) {
      if (!line.trimEnd().endsWith('*/')) reading.push(line);
      else {
        comment = commentText(reading);
        reading = undefined;
      }
      continue;
    }
    if (line.trim() === '/**') {
      reading = [];
      continue;
    }
    const field = /^ {4}["']([^"']+)["']\??:/.exec(line);
    if (head.test(line)) {
      inside = true;
      model.text = comment ?? '';
    } else if (line === '}') inside = false;
    else if (inside && field && comment && !model.fields.has(field[1])) model.fields.set(field[1], comment);
    comment = undefined;
  }
  return model;
}

/** The text of a comment's lines, without its stars, escapes and tags. */
const commentText = (lines) =>
  lines
    .map((line) => line.trim().replace(/^\*( |$)/, ''))
    .join('\n')
    .replace(/\n@deprecated$/, '')
    .replace(/\\(["'*/\\])/g, '$1');

/**
 * The words of `flat` with the white space of `broken`, as far as the words before or behind are the same.
 * @param {string} flat a text on one line
 * @param {string} broken another version of it, with its line breaks
 */
export function withLineBreaks(flat, broken) {
  const words = flat.trim().split(/\s+/);
  const others = broken.split(/\s+/);
  const spaces = broken.match(/\s+/g) ?? [];
  const most = Math.min(words.length, others.length);
  let before = 0;
  while (before < most && words[before] === others[before]) before += 1;
  let behind = 0;
  while (behind < most - before && words[words.length - 1 - behind] === others[others.length - 1 - behind]) behind += 1;
  const gap = (at) => (at + 1 < before ? spaces[at] : at + 1 >= words.length - behind ? spaces[at - words.length + others.length] : undefined) ?? ' ';
  return words.map((word, at) => (at === words.length - 1 ? word : word + gap(at))).join('');
}

const ENUM_HEAD = '\n\nPossible enum values:\n';

/** One text out of those of the two packages. `values` are the field's enum values in the version that is simulated. */
function merged(broken, flat, values) {
  const [body, meanings] = broken.split(ENUM_HEAD);
  const text = flat === undefined ? body : withLineBreaks(flat, body);
  if (meanings === undefined) return text;
  const known = meanings.split('\n').filter((line) => !values || values.some((value) => line.startsWith(` - \`${JSON.stringify(value)}\``)));
  return text + ENUM_HEAD + known.join('\n');
}

const capitalized = (word) => word[0].toUpperCase() + word.slice(1);

/** @returns {Record<string, string>} texts by `<schema>` and `<schema>#<field>`, of the schemas that the simulation has. */
export function apiDescriptions(modules = MODULES) {
  const newer = new Map();
  for (const name of ['kubernetes-models', '@kubernetes-models/apimachinery'])
    for (const file of fs.readdirSync(path.join(modules, name), { recursive: true })) {
      if (!file.endsWith('.d.ts') || file.includes('_schemas') || file.endsWith('index.d.ts')) continue;
      const source = fs.readFileSync(path.join(modules, name, file), 'utf8');
      const id = /^export type \{ I\w+ as I(\w+)/m.exec(source)?.[1];
      if (id) newer.set(id, readModel(source, /^export (interface|type) I\w+/));
    }
  const exact = (schema) => {
    const [group, version, kind] = schema.split('.').slice(-3).map(capitalized);
    for (const name of [group + version + kind, version + kind]) {
      const file = path.join(modules, '@kubernetes/client-node/dist/gen/models', `${name}.d.ts`);
      if (fs.existsSync(file)) return readModel(fs.readFileSync(file, 'utf8'), /^export declare class /);
    }
    return undefined;
  };
  // What all kinds have in common stands once, with a type that spells it out.
  const shared = newer.get('IoK8sApimachineryPkgApisMetaV1Status').fields;

  const texts = {};
  for (const [schema, { properties = {} }] of Object.entries(JSON.parse(fs.readFileSync(SCHEMAS, 'utf8')))) {
    if (schema === QUANTITY) texts[schema] = readModel(fs.readFileSync(path.join(modules, 'kubernetes-types/api/resource.d.ts'), 'utf8'), /^export type /).text;
    const model = newer.get(schema.split(/[.-]/).map(capitalized).join(''));
    if (!model) continue;
    const ours = exact(schema);
    if (model.text) texts[schema] = merged(model.text, ours?.text || undefined);
    const isKind = ['kind', 'apiVersion', 'metadata'].every((field) => Object.hasOwn(properties, field));
    for (const [field, property] of Object.entries(properties)) {
      const type = (property.$ref ?? property.allOf?.[0].$ref)?.split('/').at(-1);
      const text = model.fields.get(field) ?? (isKind && (field === 'kind' || field === 'apiVersion') ? shared.get(field) : undefined);
      // Where a field refers to a type, the exact package has the type's text or none.
      if (type === INT_OR_STRING) texts[type] ??= ours?.fields.get(field);
      if (text) texts[`${schema}#${field}`] = merged(text, type ? undefined : ours?.fields.get(field), property.enum);
    }
  }
  return texts;
}

/** A Vite plugin: `import('virtual:api-descriptions')` is the table above, in a chunk of its own. */
export function apiDescriptionsPlugin() {
  return {
    name: 'api-descriptions',
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(apiDescriptions()))});` : undefined),
  };
}
