/** Values copied from one object's field into others' (upstream: kustomize api/filters/replacement, kyaml/yaml/match.go). */
import { RE2JS } from 're2js';
import { parseDocument } from '../../manifest/parse.ts';
import { toYaml } from '../../manifest/yaml/emitter.ts';
import { quote } from '../../base/go-format.ts';
import { put } from './field-path.ts';
import type { FieldOptions, Replacement } from './kustomization.ts';
import type { Loader } from './loader.ts';
import type { ResourceList } from './resource-list.ts';
import { gvkText, isFields, type Resource } from './resource.ts';
import { matchesLabelsAndAnnotations, selectsId, type Selector } from './selector.ts';
import { trouble, within } from './trouble.ts';

/** Those that stand in files of their own too. */
export function readReplacements(given: readonly Replacement[], loader: Loader): readonly Replacement[] {
  return within(`trouble configuring builtin ReplacementTransformer with config: \`\n${toYaml({ Replacements: given })}\``, () =>
    given.flatMap((replacement) => read(replacement, loader)),
  );
}

function read(replacement: Replacement, loader: Loader): readonly Replacement[] {
  if (!replacement.path) return [replacement];
  if (replacement.source || (replacement.targets?.length ?? 0) > 0) return trouble('cannot specify both path and inline replacement');
  const parsed = parseDocument(loader.text(replacement.path));
  if (!parsed.ok) return trouble(`error converting YAML to JSON: ${parsed.error}`);
  if (Array.isArray(parsed.value)) return parsed.value as Replacement[];
  return isFields(parsed.value) ? [parsed.value as Replacement] : trouble(`unsupported replacement type encountered within replacement path: ${typeof parsed.value}`);
}

/** `metadata.annotations.[a.b/c]`, `spec.containers.[name=web].image`: dots in brackets or behind a backslash do not part. */
export function splitDotted(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('.')) {
    const last = parts.length - 1;
    const before = parts[last];
    if (before !== undefined && before.endsWith('\\')) parts[last] = `${before.slice(0, -1)}.${part}`;
    else if (before !== undefined && before.startsWith('[') && !before.endsWith(']')) parts[last] = `${before}.${part}`;
    else parts.push(part);
  }
  if (parts.length > 1 && parts[0] === '') parts.shift();
  return parts.map((part) => (part.startsWith('[') && part.includes('.') && !part.includes('=') ? part.slice(1, -1) : part));
}

const isScalar = (value: unknown): boolean => value !== null && typeof value !== 'object';
const scalarText = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? '' : String(value));
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) || (isFields(value) && Object.keys(value).length === 0);

/** `[name=web]`: the key and the pattern of its value. */
const listEntry = (part: string): { readonly key: string; readonly value: string } | undefined => {
  const inner = part.startsWith('[') && part.endsWith(']') ? part.slice(1, -1) : undefined;
  const equals = inner?.indexOf('=') ?? -1;
  return inner !== undefined && equals >= 0 ? { key: inner.slice(0, equals), value: inner.slice(equals + 1) } : undefined;
};

function lookup(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const part of path) {
    const entry = listEntry(part);
    if (Array.isArray(at)) {
      if (entry) at = at.find((item: unknown) => (entry.key === '' ? scalarText(item) === entry.value : isFields(item) && scalarText(item[entry.key]) === entry.value));
      else if (part === '-') at = at.at(-1);
      else if (/^\d+$/.test(part)) at = at[Number(part)];
      else return trouble(`wrong node kind: expected MappingNode but got SequenceNode: node contents:\n${JSON.stringify(at)}\n`);
    } else if (isFields(at)) at = Object.hasOwn(at, part) ? at[part] : undefined;
    else return undefined;
  }
  return at;
}

interface Place {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
}

/** What a new step of a path is: a list where the next one picks an element. */
const emptyFor = (next: string | undefined, leaf: unknown): unknown =>
  next === undefined ? (isScalar(leaf) ? '' : Array.isArray(leaf) ? [] : {}) : /^\d+$/.test(next) || listEntry(next) || next === '*' ? [] : {};

/** All places that a path leads to; `create` makes what is missing, to hold such a value. */
function places(at: unknown, path: readonly string[], here: Place, create: boolean, leaf: unknown): readonly Place[] {
  const [part, ...rest] = path;
  if (part === undefined) return [here];
  const inList = (list: unknown[], index: number): readonly Place[] =>
    places(list[index], rest, { get: () => list[index], set: (value) => void (list[index] = value) }, create, leaf);
  const entry = listEntry(part);
  if (/^\d+$/.test(part) || entry || part === '*') {
    if (!Array.isArray(at))
      return trouble(`wrong node kind: expected SequenceNode but got ${isFields(at) ? 'MappingNode' : 'ScalarNode'}: node contents:\n${JSON.stringify(at)}\n`);
    if (part === '*') return at.flatMap((_, index) => inList(at, index));
    if (!entry) {
      const index = Number(part);
      if (index === at.length && create) at.push(emptyFor(rest[0], leaf));
      if (index >= at.length) return trouble(`index ${index} specified but only ${at.length} elements found`);
      return inList(at, index);
    }
    const pattern = regexp(entry.value);
    const matching = at.flatMap((item, index) => {
      const text = entry.key === '' ? (isScalar(item) ? String(item) : undefined) : isFields(item) && Object.hasOwn(item, entry.key) ? scalarText(item[entry.key]) : undefined;
      return text !== undefined && pattern(text) ? inList(at, index) : [];
    });
    if (matching.length > 0 || !create) return matching;
    at.push(entry.key === '' ? entry.value : { [entry.key]: entry.value });
    return inList(at, at.length - 1);
  }
  if (Array.isArray(at)) return trouble(`wrong node kind: expected MappingNode but got SequenceNode: node contents:\n${JSON.stringify(at)}\n`);
  if (!isFields(at)) return [];
  if (!Object.hasOwn(at, part)) {
    if (!create) return [];
    put(at, part, emptyFor(rest[0], leaf));
  }
  return places(at[part], rest, { get: () => at[part], set: (value) => put(at, part, value) }, create, leaf);
}

function regexp(text: string): (value: string) => boolean {
  try {
    const compiled = RE2JS.compile(text);
    return (value) => compiled.matcher(value).find();
  } catch (error) {
    return trouble((error as Error).message);
  }
}

const selectorText = (source: Selector & { readonly fieldPath?: string; readonly options?: FieldOptions }): string => {
  const { delimiter = '', index = 0, create = false } = source.options ?? {};
  const options = delimiter === '' && !create ? '' : `${delimiter}(${index}), create=${create}`;
  return [`${gvkText(source)}/${source.name || '[noName]'}.${source.namespace || '[noNs]'}`, source.fieldPath ?? '', options].filter((part) => part !== '').join(':');
};

function sourceValue(list: ResourceList, { source, sourceValue: given }: Replacement): unknown {
  if (given !== undefined && source) return trouble('value and resource selectors are mutually exclusive');
  if (given !== undefined) return given;
  const matching = list.items.filter((item) => item.everyId.some((id) => selectsId(source!, id)));
  if (matching.length > 1) return trouble(`multiple matches for selector ${selectorText(source!)}`);
  if (matching.length === 0) return trouble(`nothing selected by ${selectorText(source!)}`);
  const path = source!.fieldPath || 'metadata.name';
  const value = within('error looking up replacement source', () => lookup(matching[0]!.object, splitDotted(path)));
  if (isEmpty(value)) return trouble(`fieldPath \`${path}\` is missing for replacement source ${selectorText({ ...source!, fieldPath: '', options: {} })}`);
  const { delimiter, index = 0 } = source!.options ?? {};
  if (!delimiter) return value;
  if (!isScalar(value)) return trouble('delimiter option can only be used with scalar nodes');
  const parts = String(value).split(delimiter);
  if (index >= parts.length || index < 0) return trouble(`options.index ${index} is out of bounds for value ${String(value)}`);
  return parts[index];
}

function replaced(old: unknown, value: unknown, options: FieldOptions | undefined): unknown {
  let text = scalarText(value);
  let fresh = value;
  if (options?.delimiter) {
    if (!isScalar(old)) return trouble('delimiter option can only be used with scalar nodes');
    const parts = String(old).split(options.delimiter);
    const index = options.index ?? 0;
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    text = parts.join(options.delimiter);
    fresh = text;
  }
  // A scalar keeps its type: text of digits stays text, a number becomes another number.
  if (!isScalar(old)) return structuredClone(fresh);
  if (typeof old === 'string') return text;
  const parsed = parseDocument(text);
  return parsed.ok ? parsed.value : text;
}

function matchesTarget(resource: Resource, select: Selector, reject: readonly Selector[]): boolean {
  if (!matchesLabelsAndAnnotations(resource, select)) return false;
  if (reject.some((one) => (one.annotationSelector || one.labelSelector) && matchesLabelsAndAnnotations(resource, one))) return false;
  const byId = (one: Selector): boolean => resource.everyId.some((id) => selectsId(one, id));
  return byId(select) && !reject.some((one) => (one.group || one.version || one.kind || one.name || one.namespace) && byId(one));
}

export function applyReplacements(list: ResourceList, replacements: readonly Replacement[]): void {
  for (const replacement of replacements) {
    const { source, sourceValue: given, targets } = replacement;
    if ((given === undefined && !source) || !targets) trouble('replacements must specify a source and at least one target');
    const value = sourceValue(list, replacement);
    for (const { select, reject = [], fieldPaths = [], options } of targets!) {
      if (!select) return trouble('target must specify resources to select');
      for (const resource of list.items) {
        if (!matchesTarget(resource, select, reject)) continue;
        for (const path of fieldPaths.length > 0 ? fieldPaths : ['metadata.name']) {
          const create = options?.create === true;
          const sentence = `unable to find ${create ? 'or create ' : ''}field ${quote(path)} in replacement target`;
          const found = within(sentence, () => places(resource.object, splitDotted(path), { get: () => resource.object, set: () => undefined }, create, value));
          if (found.length === 0) return trouble(sentence);
          for (const place of found) place.set(replaced(place.get(), value, options));
        }
      }
    }
  }
}
